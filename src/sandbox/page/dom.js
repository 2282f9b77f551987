/** Makes an element: properties, `on…` listeners, `data`, aria and other attributes, children. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(made, name, value);
  made.append(...children.flat().filter((child) => child !== undefined && child !== null));
  return made;
}

function set(made, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
  else if (name === 'data') Object.assign(made.dataset, value);
  else if (name === 'class') made.className = value;
  else if (name in made && typeof value !== 'string') made[name] = value;
  else made.setAttribute(name, value === true ? '' : String(value));
}

const SVG = 'http://www.w3.org/2000/svg';

/** The same for SVG. */
export function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined) made.setAttribute(name, String(value));
  made.append(...children.flat());
  return made;
}

/** Remembers small choices of this browser; without storage nothing is remembered. */
export const remembered = {
  get(key, otherwise) {
    try {
      return JSON.parse(localStorage.getItem(`audit-steward.${key}`)) ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(`audit-steward.${key}`, JSON.stringify(value));
    } catch {
      // Private windows may refuse; the choice then lasts as long as the page.
    }
  },
};
