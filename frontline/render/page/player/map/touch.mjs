// Touch and wheel: one finger scrolls the page, two fingers or a tap take hold of the map.

import { el, HIDDEN } from "../dom/elements.mjs";

const HINT_MS = 1500;
const HINT_PX = 8;

/**
 * Let the page scroll under one finger and the wheel until the reader takes hold of the map: by a
 * tap or a click, until a touch outside or the focus is elsewhere. Two fingers, and the wheel with
 * Ctrl, always move the map.
 *
 * @param {LeafletMap} map
 * @param {Grip} grip
 */
export function holdOnRequest(map, { hint, held }) {
  const container = map.getContainer();
  let [holds, start, timer] = [false, null, null];

  function hold(on) {
    holds = on;
    held(on);
    if (on) tell(null);
  }
  function tell(message) {
    clearTimeout(timer);
    hint(message);
    if (message !== null) timer = setTimeout(() => hint(null), HINT_MS);
  }
  const wheel = (on) => (on ? map.scrollWheelZoom.enable() : map.scrollWheelZoom.disable());
  const turning = ({ ctrlKey, metaKey }) => ctrlKey || metaKey;

  wheel(false);
  container.addEventListener(
    "pointerdown",
    ({ pointerType }) => {
      if (pointerType === "touch" && !holds) map.dragging.disable();
      else map.dragging.enable();
    },
    { capture: true },
  );
  container.addEventListener("touchstart", ({ touches }) => {
    start = touches.length === 1 ? [touches[0].clientX, touches[0].clientY] : null;
    if (touches.length > 1) tell(null);
  }, { passive: true });
  container.addEventListener("touchmove", ({ touches }) => {
    if (holds || start === null || touches.length > 1) return;
    const away = Math.hypot(touches[0].clientX - start[0], touches[0].clientY - start[1]);
    if (away > HINT_PX) tell("grip_touch");
  }, { passive: true });
  container.addEventListener("click", ({ pointerType }) => {
    wheel(true);
    if (pointerType === "touch") hold(true);
  });
  document.addEventListener("pointerdown", (event) => {
    if (container.contains(event.target)) return;
    wheel(container.contains(document.activeElement));
    if (holds) hold(false);
  });
  container.addEventListener("focusin", () => wheel(true));
  container.addEventListener("focusout", ({ relatedTarget }) => wheel(container.contains(relatedTarget)));
  container.addEventListener("wheel", (event) => {
    if (turning(event) && !map.scrollWheelZoom.enabled()) {
      wheel(true);
      setTimeout(() => wheel(container.contains(document.activeElement)));
    } else if (!map.scrollWheelZoom.enabled()) tell("grip_wheel");
  }, { capture: true, passive: true });
}

/**
 * Make the hint over the map; null hides it.
 *
 * @returns {{element: HTMLElement, show(text: string|null): void}}
 */
export function gripHint() {
  const element = el("p.fl-grip", HIDDEN);
  return {
    element,
    show(text) {
      if (text !== null) element.textContent = text;
      element.classList.toggle("fl-shown", text !== null);
    },
  };
}
