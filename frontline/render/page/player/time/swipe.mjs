// The swipe: one map cut in two, the date of comparison before the cut and the shown date after it.

import { el, icon } from "../dom/elements.mjs";
import { dayTag } from "../map/date_tags.mjs";
import { drawGround } from "../map/ground_layer.mjs";
import { drawMarks } from "../map/place_marks.mjs";

const OWN = "-other";
const STEPS = 100;
const KNOB = "M9 6l-6 6 6 6zM15 6l6 6-6 6z";

/** Clip the layers of two dates: the left one before the line, the right one after it. */
function cutPanes(days) {
  days.forEach(({ ground, marks }, i) => {
    for (const pane of [...ground.panes, ...marks.panes]) {
      pane.classList.add(`fl-cut-${i === 0 ? "left" : "right"}`);
    }
  });
}

/** Hide the marks beyond the line: they are drawn for the other date. */
function cutMarks(map, days, cutPx) {
  days.forEach(({ marks }, i) => {
    for (const { marker, node } of marks.marks) {
      const { x } = map.latLngToContainerPoint(marker.getLatLng());
      node.style.visibility = x < cutPx === (i === 0) ? "" : "hidden";
    }
  });
}

/** Show the whole layers of a date again. */
function uncutPanes({ ground, marks }) {
  for (const pane of [...ground.panes, ...marks.panes]) {
    pane.classList.remove("fl-cut-left", "fl-cut-right");
  }
  for (const { node } of marks.marks) node.style.visibility = "";
}

/**
 * Draw the date of comparison into the map of the shown date, up to a line that is dragged.
 *
 * Only what differs by date is drawn twice and cut: areas, front line and marks. A place is a stop
 * of the keyboard once, on its own side of the line. `kept` holds the share of the width, from
 * where lines of text begin, that belongs to the date of comparison.
 *
 * @param {Page} page
 * @param {DayView} shown
 * @param {HTMLElement} slot
 * @param {ViewActions} actions
 * @returns {any}
 */
export function swipeView(page, shown, slot, { open, kept }) {
  const { map } = shown;
  const other = {
    map,
    popup: shown.popup,
    date: () => page.state.since,
    ground: drawGround(map, page.index, OWN),
    marks: drawMarks(map, page, (id) => open(id, other), OWN),
  };
  const mirrored = getComputedStyle(slot).direction === "rtl";
  const days = mirrored ? [shown, other] : [other, shown];
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
  cutPanes(days);

  const leftShare = () => (mirrored ? 1 - kept.share : kept.share);
  const leftPx = () => leftShare() * map.getSize().x;
  const follow = () => {
    const x = map.containerPointToLayerPoint([leftPx(), 0]).x;
    map.getPane("mapPane").style.setProperty("--fl-cut-at", `${x}px`);
  };
  const settle = () => {
    follow();
    cutMarks(map, days, leftPx());
  };
  const tell = () => {
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
    tell();
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
    ...other,
    /** Test whether a point of the map's frame lies on the side of the date of comparison. */
    has: ({ x }) => x < leftPx() === (days[0] === other),
    settle,
    label() {},
    show() {
      days.forEach((day, i) => tags[i].show(page, day.date()));
      tell();
    },
    remove() {
      map.off("move", follow);
      map.off("moveend resize", settle);
      for (const each of [...tags, other.ground, other.marks, element]) each.remove();
      uncutPanes(shown);
      map.getPane("mapPane").style.removeProperty("--fl-cut-at");
      slot.style.removeProperty("--fl-cut-share");
      slot.classList.remove("fl-swiped");
    },
  };
}
