// Keys that step and play, unless the focused element uses them itself.

const OWN_ARROWS = "input, select, textarea, .leaflet-container";
const OWN_SPACE = `${OWN_ARROWS}, button, a, summary, [role=button]`;

/**
 * Handle the keys of the page: arrows step by a day, the space bar plays and stops.
 *
 * @param {{step(by: number): void, toggle(): void}} actions
 */
export function listenToKeys({ step, toggle }) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const isOn = (selector) => Boolean(/** @type {Element} */ (event.target).closest?.(selector));
    const ahead = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const days = { ArrowLeft: -1, ArrowRight: -1, [ahead]: 1 }[event.key];
    if (days && !isOn(OWN_ARROWS)) step(days);
    else if (event.key === " " && !isOn(OWN_SPACE)) toggle();
    else return;
    event.preventDefault();
  });
}
