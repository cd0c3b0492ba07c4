// The standfirst: on small screens, its first lines and a button for the rest.

import { button, el } from "../dom/elements.mjs";
import { authorText } from "../text/author_texts.mjs";

/**
 * Make the standfirst and its button; `settle()` shows the button if lines are cut off.
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
  function show(isOpen) {
    text.classList.toggle("fl-cut-short", !isOpen);
    more.setAttribute("aria-expanded", isOpen);
    more.textContent = say(isOpen ? "summary_less" : "summary_more");
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
