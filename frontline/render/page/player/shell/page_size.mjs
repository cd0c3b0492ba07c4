// The size of the page: what is drawn again when it changes.

import { settleMap } from "./show_state.mjs";

/** Keep the end of the map's column in view where it is taller than the window. */
function stick({ stage, slot }) {
  const over = Math.max(0, stage.offsetHeight - innerHeight);
  const above = slot.getBoundingClientRect().top - stage.getBoundingClientRect().top;
  stage.style.top = `${-over}px`;
  stage.classList.toggle("fl-loose", over > above); // the map itself would be cut
}

/**
 * Follow the size of the page; `watch()` follows the size of panels that were just made.
 *
 * @param {App} app
 * @returns {{watch(): void}}
 */
export function followSize(app) {
  const settled = new ResizeObserver(() => {
    const { parts, time } = app.panels;
    stick(parts);
    parts.brief.settle();
    time.draw();
    if (app.page.isMeasured) time.chart();
    settleMap(app);
  });
  // The column grows with the text of a date: that needs no drawing.
  const grown = new ResizeObserver(() => stick(app.panels.parts));
  matchMedia("print").addEventListener("change", () => settleMap(app));
  return {
    watch() {
      const { stage, slot, probe } = app.panels.parts;
      for (const observer of [settled, grown]) observer.disconnect();
      grown.observe(stage);
      for (const node of [slot, probe]) settled.observe(node);
    },
  };
}
