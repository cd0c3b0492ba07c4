// The date of comparison on the map: in a swipe, or in a second map.

import { besideView } from "./side_by_side.mjs";
import { swipeView } from "./swipe.mjs";

const VIEWS = { swipe: swipeView, beside: besideView };

/**
 * Make the view of the date of comparison; it is empty if changes are shaded.
 *
 * It is drawn on first use, and removed when the comparison ends.
 *
 * @param {Page} page
 * @param {DayView} shown
 * @param {Omit<ViewActions, "kept">} actions
 * @returns {any}
 */
export function comparisonView(page, shown, { open, touch, grip }) {
  const kept = { share: 0.5 };
  let [how, view, drawnState] = [null, null, []];

  function clear() {
    view?.remove();
    [how, view, drawnState] = [null, null, []];
  }
  return {
    clear,
    /** Show the state in a slot of the page; return whether the layout of the maps changed. */
    show(slot) {
      const { since, how: chosen } = page.state;
      const next = since !== null && chosen in VIEWS ? chosen : null;
      const changed = next !== how;
      if (changed) {
        shown.map.closePopup();
        clear();
        [how, view] = [next, next && VIEWS[next](page, shown, slot, { open, touch, grip, kept })];
      }
      if (view && (drawnState[0] !== since || drawnState[1] !== page.index)) {
        drawnState = [since, page.index];
        view.ground.show(page.index, since);
        view.marks.show(since);
      }
      view?.show();
      return changed;
    },
    label: (close) => view?.label(close),
    settle: () => view?.settle(),
    /** Return the view at a point of the first map's frame if it shows the date of comparison, or null. */
    at: (point) => (view?.has(point) ? view : null),
  };
}
