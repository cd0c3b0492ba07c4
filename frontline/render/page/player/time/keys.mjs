// The keys that step and play, except where the focused element has keys of its own.

const BUSY = "input, select, textarea, .leaflet-container";
const PRESSED = `${BUSY}, button, a, summary, [role=button]`;

/**
 * Listen to the keys of the page: arrows step by a day, the space bar plays and stops.
 *
 * @param {{step(by: number): void, toggle(): void}} actions
 */
export function listenToKeys({ step, toggle }) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const over = (selector) => Boolean(/** @type {Element} */ (event.target).closest?.(selector));
    const ahead = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const by = { ArrowLeft: -1, ArrowRight: -1, [ahead]: 1 }[event.key];
    if (by && !over(BUSY)) step(by);
    else if (event.key === " " && !over(PRESSED)) toggle();
    else return;
    event.preventDefault();
  });
}
