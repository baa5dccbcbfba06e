// What htmx does not do by itself: open dialogs, keep what was typed, follow the end of a thread, say what went wrong.
// Words for people stand in the page, as data attributes.

"use strict";

(() => {
  const notice = document.getElementById("notice");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  // ---- Notices ----------------------------------------------------------------------------------------------
  let silence;
  function tell(words, seconds = 8) {
    notice.textContent = words;
    clearTimeout(silence);
    silence = setTimeout(() => { notice.textContent = ""; }, seconds * 1000);
  }

  document.body.addEventListener("htmx:responseError", (event) => {
    const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    tell(page.querySelector("[data-why]")?.textContent ?? notice.dataset.failed);
  });
  document.body.addEventListener("htmx:sendError", () => tell(notice.dataset.failed));

  let interrupted = false;
  document.body.addEventListener("htmx:sseError", () => {
    interrupted = true;
    setTimeout(() => { if (interrupted) tell(notice.dataset.offline, 60); }, 3000);
  });
  document.body.addEventListener("htmx:sseOpen", () => {
    if (interrupted) tell("", 0);
    interrupted = false;
  });

  // ---- Live updates -----------------------------------------------------------------------------------------
  // A page that connects again is told again what it has already.
  function isHereAlready(html) {
    const ids = [...html.matchAll(/<(?:div|p|article|section|li)[^>]*\sid="([^"]+)"/g)].map((match) => match[1]);
    const own = ids.find((id) => !id.startsWith("day-"));
    return own !== undefined && document.getElementById(own) !== null;
  }

  // Where the focus goes when what held it is gone: to the composer beside it, or to the clock.
  let held = null;
  function keepFocus() {
    if (held && document.activeElement === document.body) {
      (held.closest(".speak")?.querySelector("textarea") ?? held.querySelector("button:enabled"))?.focus({ preventScroll: true });
    }
    held = null;
  }

  // Whose end is in sight keeps it there when something is said or the room beneath changes; whoever has scrolled away
  // from the end is left alone.
  const kept = new WeakSet();
  const isNearEnd = (log) => log.scrollHeight - log.scrollTop - log.clientHeight < 240;
  function toEnd(log, behavior = calm.matches ? "auto" : "smooth") {
    kept.add(log);
    log.scrollTo({ top: log.scrollHeight, behavior });
  }
  const room = new ResizeObserver((entries) => {
    for (const { target } of entries) if (kept.has(target)) toEnd(target);
  });

  document.body.addEventListener("htmx:sseBeforeMessage", (event) => {
    if (event.detail.type === "started-over") {
      location.reload();
      return;
    }
    const appends = event.target.matches(".log, #columns, #tabs");
    if (appends && isHereAlready(event.detail.data)) {
      event.preventDefault();
      return;
    }
    held = event.target.contains(document.activeElement) ? event.target : null;
  });

  document.body.addEventListener("htmx:sseMessage", (event) => {
    keepFocus();
    const log = event.target;
    if (!log.matches(".log")) return;
    if (kept.has(log)) toEnd(log);
    const tab = document.querySelector(`.tabs a[href="#${CSS.escape(log.closest(".column").id)}"]`);
    if (tab && !tab.hasAttribute("aria-current")) tab.dataset.new = "";
  });

  // ---- Narrow windows: which column is in view --------------------------------------------------------------
  const inView = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const tab = document.querySelector(`.tabs a[href="#${CSS.escape(target.id)}"]`);
      if (!tab) continue;
      if (isIntersecting) {
        tab.setAttribute("aria-current", "true");
        delete tab.dataset.new;
      } else {
        tab.removeAttribute("aria-current");
      }
    }
  }, { root: document.getElementById("columns"), threshold: 0.6 });

  function welcome(column) {
    inView.observe(column);
    const log = column.querySelector(".log");
    toEnd(log, "instant");
    log.addEventListener("scrollend", () => { isNearEnd(log) ? kept.add(log) : kept.delete(log); });
    room.observe(log);
  }
  document.querySelectorAll(".column").forEach(welcome);
  document.body.addEventListener("htmx:load", (event) => {
    if (event.detail.elt.matches?.(".column")) {
      welcome(event.detail.elt);
      event.detail.elt.scrollIntoView({ behavior: calm.matches ? "auto" : "smooth", inline: "end", block: "nearest" });
    }
  });

  // ---- Composers: what was sent is cleared, what was typed meanwhile stays ------------------------------------
  let sent = new WeakMap();
  document.body.addEventListener("htmx:configRequest", (event) => {
    const composer = event.target.closest?.(".speak");
    if (composer && !event.detail.parameters.suggested) {
      sent.set(event.detail.elt, composer.querySelector("textarea").value);
    }
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const elt = event.detail.elt;
    if (event.detail.successful && sent.has(elt)) {
      const line = elt.closest(".speak").querySelector("textarea");
      if (line.value.startsWith(sent.get(elt))) line.value = line.value.slice(sent.get(elt).length);
    }
    sent.delete(elt);
    if (event.detail.xhr?.responseText.includes('id="repeated"')) tell(notice.dataset.repeated);
  });

  // ---- Dialogs ------------------------------------------------------------------------------------------------
  const slot = document.getElementById("dialog");
  const drafts = new Map();
  let opener = null;

  const fields = (form) => [...form.querySelectorAll("input[type=text], input:not([type]), textarea")];

  function open(dialog) {
    const form = dialog.querySelector("form");
    const draft = drafts.get(form.dataset.draft);
    drafts.delete(form.dataset.draft);
    for (const field of fields(form)) {
      if (draft && field.value === "") field.value = draft[field.name] ?? "";
      count(field);
    }
    form.querySelectorAll(".fill").forEach((button) => { button.hidden = false; });
    dialog.removeAttribute("open");
    dialog.showModal();
    // Whoever goes on with words of theirs goes on behind them.
    const first = document.activeElement;
    if (fields(form).includes(first)) first.setSelectionRange(first.value.length, first.value.length);
    dialog.addEventListener("close", () => {
      if (!dialog.isConnected) return;
      drafts.set(form.dataset.draft, Object.fromEntries(fields(form).map((field) => [field.name, field.value])));
      slot.replaceChildren();
    });
  }

  function giveFocusBack() {
    if (opener && !opener.isConnected && opener.id) opener = document.getElementById(opener.id);
    if (document.activeElement === document.body) opener?.focus({ preventScroll: true });
    opener = null;
  }

  // How many characters are left, once there are few.
  function count(field) {
    const most = Number(field.dataset.most);
    if (!most) return;
    const left = most - [...field.value].length;
    let counter = field.parentElement.querySelector(".count");
    if (!counter) {
      counter = Object.assign(document.createElement("span"), { className: "count" });
      field.after(counter);
    }
    counter.textContent = left <= most / 4 ? String(left) : "";
  }
  document.body.addEventListener("input", (event) => {
    if (event.target.dataset?.most) count(event.target);
  });

  document.body.addEventListener("htmx:beforeRequest", () => {
    if (!slot.querySelector("dialog")) opener = document.activeElement;
  });
  // However a dialog comes and goes, it is opened as a modal one, and the focus returns to where it came from.
  function look() {
    const dialog = slot.querySelector("dialog");
    if (!dialog) giveFocusBack();
    else if (!dialog.matches(":modal")) open(dialog);
  }
  new MutationObserver(look).observe(slot, { childList: true });

  document.body.addEventListener("click", (event) => {
    const fill = event.target.closest("[data-fill]");
    if (fill) {
      const field = document.getElementById(fill.dataset.fill);
      field.value = fill.dataset.words;
      field.focus();
      count(field);
    }
    if (event.target.closest("[data-close]")) {
      event.preventDefault();
      event.target.closest("dialog").close();
    }
  });

  // One may have come with the page, before there was a script to open it.
  if (slot.querySelector("dialog")) look();
})();
