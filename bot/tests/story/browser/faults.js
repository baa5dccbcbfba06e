// What is wrong with the page for whoever cannot see it, as far as the document tells. Answers with a list of words.

const faults = [];
const named = (element) => `<${element.localName} id="${element.id}" class="${element.className}">`;
const isShown = (element) => element.checkVisibility({ visibilityProperty: true });

if (!document.documentElement.lang) faults.push("the page has no language");
if (!document.title) faults.push("the page has no title");

const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
for (const id of new Set(ids.filter((id, place) => ids.indexOf(id) !== place))) faults.push(`the id ${id} is there twice`);

for (const name of ["for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-activedescendant", "list"]) {
  for (const element of document.querySelectorAll(`[${name}]`)) {
    for (const id of element.getAttribute(name).split(/\s+/)) {
      if (!document.getElementById(id)) faults.push(`${named(element)} speaks of ${id}, which is not there`);
    }
  }
}

for (const image of document.querySelectorAll("img:not([alt])")) faults.push(`${named(image)} has no alternative text`);
for (const image of document.querySelectorAll("svg:not([aria-hidden=true]):not([aria-label])")) {
  if (!image.querySelector(":scope > title")?.textContent) faults.push(`${named(image)} has no name`);
}

const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(isShown);
if (headings.filter((heading) => heading.localName === "h1").length !== 1) faults.push("there is not one h1");
headings.reduce((above, heading) => {
  const level = Number(heading.localName[1]);
  if (level > above + 1) faults.push(`an ${heading.localName} follows an h${above}: ${heading.textContent}`);
  return level;
}, 0);

return faults;
