// Texts with lists, emphasis and links: trees of a few elements, made without markup.

import { el, webLink } from "../dom/elements.mjs";

const PLAIN = new Set(["p", "em", "strong", "ul", "ol", "li"]);

/**
 * Make the elements of a text; other tags become spans.
 *
 * @param {TextNode[]} nodes
 * @returns {Content[]}
 */
export function proseNodes(nodes) {
  return nodes.map((node) => {
    if (typeof node === "string") return node;
    const content = proseNodes(node.nodes);
    if (node.tag === "a") return webLink(node.href, content);
    return PLAIN.has(node.tag) ? el(node.tag, ...content) : el("span", ...content);
  });
}
