// The date of comparison on the map: cut into the map of the shown date, or beside it.

import { besideView } from "./side_by_side.mjs";
import { swipeView } from "./swipe.mjs";

const VIEWS = { swipe: swipeView, beside: besideView };

/**
 * Make what shows the date of comparison in the chosen way; nothing where changes are shaded.
 *
 * It is drawn when it is first shown, and removed when it is off.
 *
 * @param {Page} page
 * @param {DayView} shown
 * @param {Omit<ViewActions, "kept">} actions
 * @returns {any}
 */
export function comparisonView(page, shown, { open, touch, grip }) {
  const kept = { share: 0.5 };
  let [how, view, drawn] = [null, null, []];

  function clear() {
    view?.remove();
    [how, view, drawn] = [null, null, []];
  }
  return {
    clear,
    /** Show the state in a slot of the page; true if the maps changed their place. */
    show(slot) {
      const { since, how: chosen } = page.state;
      const next = since !== null && chosen in VIEWS ? chosen : null;
      const turned = next !== how;
      if (turned) {
        shown.map.closePopup();
        clear();
        [how, view] = [next, next && VIEWS[next](page, shown, slot, { open, touch, grip, kept })];
      }
      if (view && (drawn[0] !== since || drawn[1] !== page.index)) {
        drawn = [since, page.index];
        view.ground.show(page.index, since);
        view.marks.show(since);
      }
      view?.show();
      return turned;
    },
    label: (close) => view?.label(close),
    settle: () => view?.settle(),
    /** Return the view at a point of the first map's frame, if it shows the date of comparison. */
    at: (point) => (view?.has(point) ? view : null),
  };
}
