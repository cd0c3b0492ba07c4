// Touch and wheel: one finger scrolls the page; a tap takes hold of the map, two fingers move it.

import { el, HIDDEN } from "../dom/elements.mjs";

const HINT_MS = 1500;
const HINT_PX = 8;

/**
 * Let one finger and the wheel scroll the page until the reader takes hold of the map. A tap or click
 * takes hold; a touch outside or a focus elsewhere releases. Two fingers, and the wheel with Ctrl,
 * always move the map.
 *
 * @param {LeafletMap} map
 * @param {Grip} grip
 */
export function holdOnRequest(map, { hint, held }) {
  const container = map.getContainer();
  let [isHeld, start, timer] = [false, null, null];

  function hold(on) {
    isHeld = on;
    held(on);
    if (on) showHint(null);
  }
  function showHint(message) {
    clearTimeout(timer);
    hint(message);
    if (message !== null) timer = setTimeout(() => hint(null), HINT_MS);
  }
  const wheel = (on) => (on ? map.scrollWheelZoom.enable() : map.scrollWheelZoom.disable());
  const isZoom = ({ ctrlKey, metaKey }) => ctrlKey || metaKey;

  wheel(false);
  container.addEventListener(
    "pointerdown",
    ({ pointerType }) => {
      if (pointerType === "touch" && !isHeld) map.dragging.disable();
      else map.dragging.enable();
    },
    { capture: true },
  );
  container.addEventListener("touchstart", ({ touches }) => {
    start = touches.length === 1 ? [touches[0].clientX, touches[0].clientY] : null;
    if (touches.length > 1) showHint(null);
  }, { passive: true });
  container.addEventListener("touchmove", ({ touches }) => {
    if (isHeld || start === null || touches.length > 1) return;
    const distance = Math.hypot(touches[0].clientX - start[0], touches[0].clientY - start[1]);
    if (distance > HINT_PX) showHint("grip_touch");
  }, { passive: true });
  container.addEventListener("click", ({ pointerType }) => {
    wheel(true);
    if (pointerType === "touch") hold(true);
  });
  document.addEventListener("pointerdown", (event) => {
    if (container.contains(event.target)) return;
    wheel(container.contains(document.activeElement));
    if (isHeld) hold(false);
  });
  container.addEventListener("focusin", () => wheel(true));
  container.addEventListener("focusout", ({ relatedTarget }) => wheel(container.contains(relatedTarget)));
  container.addEventListener("wheel", (event) => {
    if (isZoom(event) && !map.scrollWheelZoom.enabled()) {
      wheel(true);
      setTimeout(() => wheel(container.contains(document.activeElement)));
    } else if (!map.scrollWheelZoom.enabled()) showHint("grip_wheel");
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
