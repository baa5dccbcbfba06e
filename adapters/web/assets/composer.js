// Completion in the composers: verbs after "/mentor", topics after a verb that takes them.
// An editable combobox with a list (ARIA Authoring Practices): arrows move, Enter or Tab takes, Escape closes.

"use strict";

(() => {
  const words = document.getElementById("words");
  const TOPICS_FOLLOW = /^(?:\/mentor\s+)?(?:join|ask)\s(?:.*[\s,])?([^\s,]{2,})$/i;
  const VERB_FOLLOWS = /^\/(?:m(?:e(?:n(?:t(?:o(?:r(?:\s+(\S*))?)?)?)?)?)?)?$/i;

  const options = (selector) => [...words.querySelectorAll(selector)];

  // What could stand at the end of a line: the whole line that it would become, its name and its usage.
  function completions(line) {
    const verb = VERB_FOLLOWS.exec(line);
    if (verb) {
      const begun = (verb[1] ?? "").toLowerCase();
      return options("option:not(.topic)")
        .filter((option) => option.value.startsWith(begun) && option.value !== begun)
        .map((option) => ({ line: `/mentor ${option.value}${option.label && option.label !== option.value ? " " : ""}`, name: option.value, usage: option.getAttribute("label") }));
    }
    const topic = TOPICS_FOLLOW.exec(line);
    if (topic) {
      const begun = topic[1].toLowerCase();
      return options("option.topic")
        .filter((option) => option.value.toLowerCase().startsWith(begun) && option.value.toLowerCase() !== begun)
        .map((option) => ({ line: line.slice(0, line.length - topic[1].length) + option.value, name: option.value, usage: "" }));
    }
    return [];
  }

  function combobox(input) {
    const list = input.form.querySelector(".choices");
    let found = [];
    let at = -1;

    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);

    function show() {
      list.hidden = found.length === 0;
      input.setAttribute("aria-expanded", String(!list.hidden));
      list.replaceChildren(...found.map((one, place) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${place}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", String(place === at));
        const name = document.createElement("b");
        name.textContent = one.name;
        const usage = document.createElement("span");
        usage.textContent = one.usage ?? "";
        item.append(name, " ", usage);
        item.addEventListener("mousedown", (event) => { event.preventDefault(); take(place); });
        return item;
      }));
      if (at >= 0 && !list.hidden) {
        input.setAttribute("aria-activedescendant", `${list.id}-${at}`);
        list.children[at].scrollIntoView({ block: "nearest" });
      } else {
        input.removeAttribute("aria-activedescendant");
      }
    }

    function look() {
      found = completions(input.value);
      at = -1;
      show();
    }

    function close() {
      found = [];
      at = -1;
      show();
    }

    function take(place) {
      input.value = found[place].line;
      close();
      look();
      input.focus();
    }

    input.addEventListener("input", look);
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const isOpen = found.length > 0;
      if (isOpen && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        at = at < 0 && step < 0 ? found.length - 1 : (at + step + found.length) % found.length;
        show();
      } else if (isOpen && event.key === "Escape") {
        event.preventDefault();
        close();
      } else if (isOpen && event.key === "Tab" && !event.shiftKey && !event.altKey) {
        event.preventDefault();
        take(Math.max(at, 0));
      } else if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        if (isOpen && at >= 0) take(at);
        else if (input.value.trim() !== "") { close(); input.form.requestSubmit(input.form.querySelector(".send")); }
      }
    });
    show();
  }

  const all = (root) => root.querySelectorAll("textarea[data-words]").forEach(combobox);
  all(document);
  document.body.addEventListener("htmx:load", (event) => {
    if (event.detail.elt.matches?.(".column")) all(event.detail.elt);
  });
})();
