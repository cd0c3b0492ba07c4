// Texts with lists, emphasis and links: a tree of few elements, written without any markup.

import { el, webLink } from "../dom/elements.mjs";

const PLAIN = new Set(["p", "em", "strong", "ul", "ol", "li"]);

/**
 * Make the elements of a text; a tag that is not in the list becomes a plain span.
 *
 * @param {TextNode[]} nodes
 * @returns {Content[]}
 */
export function proseNodes(nodes) {
  return nodes.map((node) => {
    if (typeof node === "string") return node;
    const inside = proseNodes(node.nodes);
    if (node.tag === "a") return webLink(node.href, inside);
    return PLAIN.has(node.tag) ? el(node.tag, ...inside) : el("span", ...inside);
  });
}
