// Elements made from text, never from markup.

/** The attributes of elements that only repeat information visually. */
export const HIDDEN = { "aria-hidden": "true" };

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== ""));
  return node;
}

/**
 * Make an HTML element, "tag.class", from its attributes, if any, and its content.
 *
 * @param {string} tag
 * @param {...Content} content
 * @returns {any}
 */
export function el(tag, ...content) {
  const [name, ...classes] = tag.split(".");
  const attributes = content[0]?.constructor === Object ? content.shift() : {};
  const node = fill(document.createElement(name), attributes, content);
  if (classes.length > 0) node.classList.add(...classes);
  return node;
}

/**
 * Make an SVG element from its attributes and children.
 *
 * @param {string} tag
 * @param {Record<string, any>} [attributes]
 * @param {...Content} children
 * @returns {any}
 */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/**
 * Make a button.
 *
 * @param {Record<string, any>} attributes
 * @param {(event: Event) => unknown} action
 * @param {...Content} children
 * @returns {any}
 */
export function button(attributes, action, ...children) {
  const node = el("button", { type: "button", ...attributes }, ...children);
  node.addEventListener("click", action);
  return node;
}

/**
 * Make a 24 px icon from one path.
 *
 * @param {string} path
 * @returns {any}
 */
export function icon(path) {
  const drawing = { viewBox: "0 0 24 24", width: "24", height: "24", ...HIDDEN };
  return svg("svg", { ...drawing, class: "fl-icon" }, svg("path", { d: path }));
}

/**
 * Make a link that opens in a new tab, or plain text where the URL is not a web address.
 *
 * @param {string} url
 * @param {Content} text
 * @returns {any}
 */
export function webLink(url, text) {
  if (!linkable(url)) return el("span", text);
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text);
}

/**
 * Put a separator between list items.
 *
 * @param {Content[]} items
 * @param {Content} separator
 * @returns {Content[]}
 */
export function separated(items, separator) {
  return items.flatMap((item, i) => (i > 0 ? [separator, item] : [item]));
}
/**
 * Test whether a URL may become a link: absolute http or https, nothing else.
 *
 * @param {unknown} url
 * @returns {boolean}
 */
export function linkable(url) {
  if (typeof url !== "string" || !/^https?:\/\/[^\s]+$/i.test(url)) return false;
  try {
    return ["http:", "https:"].includes(new URL(url).protocol);
  } catch {
    return false;
  }
}
