// The standfirst: on a small screen, its first lines and a button for the rest.

import { button, el } from "../dom/elements.mjs";
import { authorText } from "../text/author_texts.mjs";

/**
 * Make the standfirst and its button; `settle()` offers the button where lines are cut off.
 *
 * @param {Page} page
 * @returns {{nodes: HTMLElement[], settle(): void}}
 */
export function standfirst(page) {
  const { say } = page;
  const text = el("p", { id: "fl-summary" }, authorText(page, page.index.scene, "summary"));
  const more = button({ class: "fl-brief", "aria-controls": "fl-summary", hidden: "" }, () => {
    show(text.classList.contains("fl-cut-short"));
  });
  function show(whole) {
    text.classList.toggle("fl-cut-short", !whole);
    more.setAttribute("aria-expanded", whole);
    more.textContent = say(whole ? "summary_less" : "summary_more");
  }
  show(false);
  return {
    nodes: [text, more],
    settle() {
      if (!text.classList.contains("fl-cut-short")) return;
      more.hidden = text.scrollHeight <= text.clientHeight + 1;
    },
  };
}
