// The size of the page: redrawing when it changes.

import { settleMap } from "./show_state.mjs";

/** Keep the end of the map's column in view if it is taller than the window. */
function stick({ stage, slot }) {
  const overflow = Math.max(0, stage.offsetHeight - innerHeight);
  const mapTop = slot.getBoundingClientRect().top - stage.getBoundingClientRect().top;
  stage.style.top = `${-overflow}px`;
  stage.classList.toggle("fl-loose", overflow > mapTop); // otherwise the map itself would be cut off
}

/**
 * Redraw when the page changes its size; `watch()` observes newly made panels.
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
  // The column also grows with the text of a date, which needs no redrawing.
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
