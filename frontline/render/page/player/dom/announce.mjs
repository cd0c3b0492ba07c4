// What is announced: one polite live region, told when the reader has come to rest.

import { el } from "./elements.mjs";

const REST_MS = 400;

/** Make the live region; of what `tell(text)` is given, it says the last when no more comes. */
export function announcer() {
  const element = el("p.fl-hidden.fl-live", { role: "status", "aria-live": "polite" });
  let timer = null;
  return {
    element,
    tell(text) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        element.textContent = text;
      }, REST_MS);
    },
  };
}
