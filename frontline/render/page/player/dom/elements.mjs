// Elements made from text, never from markup.

/** The attributes of what only repeats to the eye what is said elsewhere. */
export const HIDDEN = { "aria-hidden": "true" };

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== ""));
  return node;
}

/** Make an HTML element, "tag.class", with attributes if any, and elements or text in it. */
export function el(tag, ...content) {
  const [name, ...classes] = tag.split(".");
  const attributes = content[0]?.constructor === Object ? content.shift() : {};
  const node = fill(document.createElement(name), attributes, content);
  if (classes.length > 0) node.classList.add(...classes);
  return node;
}

/** Make an SVG element with attributes and child elements. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** Make a button with a label and what it does. */
export function button(attributes, action, ...children) {
  const node = el("button", { type: "button", ...attributes }, ...children);
  node.addEventListener("click", action);
  return node;
}

/** Make a drawing of 24 px from the data of one path. */
export function icon(path) {
  const drawing = { viewBox: "0 0 24 24", width: "24", height: "24", ...HIDDEN };
  return svg("svg", { ...drawing, class: "fl-icon" }, svg("path", { d: path }));
}

/** Make a link that opens beside the page, or plain text where the URL is not a web address. */
export function outward(url, text) {
  if (!linkable(url)) return el("span", text);
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text);
}

/** Put separators between the items of a list. */
export function joined(items, separator) {
  return items.flatMap((item, i) => (i > 0 ? [separator, item] : [item]));
}
/** Tell whether a URL may become a link: absolute http or https, nothing else. */
export function linkable(url) {
  if (typeof url !== "string" || !/^https?:\/\/[^\s]+$/i.test(url)) return false;
  try {
    return ["http:", "https:"].includes(new URL(url).protocol);
  } catch {
    return false;
  }
}
