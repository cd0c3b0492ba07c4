// Announcements: one polite live region, filled once the reader has come to rest.

import { el } from "./elements.mjs";

const REST_MS = 400;

/**
 * Make the polite live region. It announces the last of the texts that it is given in quick
 * succession.
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
