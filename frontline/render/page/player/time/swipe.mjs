// The swipe: one map divided by a line, with the date of comparison before it and the shown date after.

import { el, icon } from "../dom/elements.mjs";
import { dayTag } from "../map/date_tags.mjs";
import { drawGround } from "../map/ground_layer.mjs";
import { drawMarks } from "../map/place_marks.mjs";

const SUFFIX = "-other";
const STEPS = 100;
const KNOB = "M9 6l-6 6 6 6zM15 6l6 6-6 6z";

/** Clip the layers of two dates, the left and the right one, at the line. */
function clipPanes(days) {
  days.forEach(({ ground, marks }, i) => {
    for (const pane of [...ground.panes, ...marks.panes]) {
      pane.classList.add(`fl-cut-${i === 0 ? "left" : "right"}`);
    }
  });
}

/** Hide each date's marks beyond the line. */
function clipMarks(map, days, lineX) {
  days.forEach(({ marks }, i) => {
    for (const { marker, node } of marks.marks) {
      const { x } = map.latLngToContainerPoint(marker.getLatLng());
      node.style.visibility = x < lineX === (i === 0) ? "" : "hidden";
    }
  });
}

/** Remove the clipping of a date's layers. */
function unclipPanes({ ground, marks }) {
  for (const pane of [...ground.panes, ...marks.panes]) {
    pane.classList.remove("fl-cut-left", "fl-cut-right");
  }
  for (const { node } of marks.marks) node.style.visibility = "";
}

/**
 * Draw the date of comparison on the map of the shown date, up to a line that the reader drags.
 *
 * Only layers that depend on the date are drawn twice and clipped: areas, front line and marks. Each
 * place is one Tab stop, on its side of the line. `kept` has the share of the width, from the start of
 * the writing direction, that belongs to the date of comparison.
 *
 * @param {Page} page
 * @param {DayView} shown
 * @param {HTMLElement} slot
 * @param {ViewActions} actions
 * @returns {any}
 */
export function swipeView(page, shown, slot, { open, kept }) {
  const { map } = shown;
  const compared = {
    map,
    popup: shown.popup,
    date: () => page.state.since,
    ground: drawGround(map, page.index, SUFFIX),
    marks: drawMarks(map, page, (id) => open(id, compared), SUFFIX),
  };
  const isMirrored = getComputedStyle(slot).direction === "rtl";
  const days = isMirrored ? [shown, compared] : [compared, shown];
  const tags = ["left", "right"].map((side) => dayTag(map, side));
  const line = el("input", {
    type: "range",
    min: 0,
    max: STEPS,
    value: kept.share * STEPS,
    "aria-label": page.say("swipe_line"),
  });
  const knob = el("div.fl-knob", icon(KNOB));
  const element = el("div.fl-swipe", line, el("div.fl-cut"), knob);
  const percent = new Intl.NumberFormat(page.state.language, { style: "percent" });
  clipPanes(days);

  const leftShare = () => (isMirrored ? 1 - kept.share : kept.share);
  const leftPx = () => leftShare() * map.getSize().x;
  const follow = () => {
    const x = map.containerPointToLayerPoint([leftPx(), 0]).x;
    map.getPane("mapPane").style.setProperty("--fl-cut-at", `${x}px`);
  };
  const settle = () => {
    follow();
    clipMarks(map, days, leftPx());
  };
  const updateText = () => {
    const values = days.flatMap(({ date }, i) => {
      const share = i === 0 ? leftShare() : 1 - leftShare();
      return [page.words.full(date()), percent.format(share)];
    });
    const [left, leftly, right, rightly] = values;
    line.setAttribute("aria-valuetext", page.say("swipe_value", { left, leftly, right, rightly }));
  };
  const draw = () => {
    slot.style.setProperty("--fl-cut-share", String(kept.share));
    settle();
    updateText();
  };
  line.addEventListener("input", () => {
    kept.share = Number(line.value) / STEPS;
    draw();
  });
  map.on("move", follow);
  map.on("moveend resize", settle);
  slot.classList.add("fl-swiped");
  slot.append(element);
  draw();
  return {
    ...compared,
    /** Test whether a point of the map's frame is on the side of the date of comparison. */
    has: ({ x }) => x < leftPx() === (days[0] === compared),
    settle,
    label() {},
    show() {
      days.forEach((day, i) => tags[i].show(page, day.date()));
      updateText();
    },
    remove() {
      map.off("move", follow);
      map.off("moveend resize", settle);
      for (const part of [...tags, compared.ground, compared.marks, element]) part.remove();
      unclipPanes(shown);
      map.getPane("mapPane").style.removeProperty("--fl-cut-at");
      slot.style.removeProperty("--fl-cut-share");
      slot.classList.remove("fl-swiped");
    },
  };
}
