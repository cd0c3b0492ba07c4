// Announcements: one polite live region, filled after a pause.

import { el } from "./elements.mjs";

const REST_MS = 400;

/**
 * Make the polite live region, which announces the last of several texts in quick succession.
 *
 * @returns {{element: HTMLElement, announce(text: string): void}}
 */
export function announcer() {
  const element = el("p.fl-hidden.fl-live", { role: "status", "aria-live": "polite" });
  let timer = null;
  return {
    element,
    announce(text) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        element.textContent = text;
      }, REST_MS);
    },
  };
}
