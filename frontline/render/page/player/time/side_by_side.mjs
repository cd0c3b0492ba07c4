// Side by side: a second map for the date of comparison, linked with the first.

import { el } from "../dom/elements.mjs";
import { dayTag } from "../map/date_tags.mjs";
import { drawBase } from "../map/base_layer.mjs";
import { drawGround } from "../map/ground_layer.mjs";
import { joinViews } from "../map/linked_views.mjs";
import { readyMap } from "../map/map_view.mjs";
import { drawMarks, drawPlaces } from "../map/place_marks.mjs";
import { subjectPopup } from "../map/popup.mjs";
import { drawRelief } from "../map/relief.mjs";
import { holdOnRequest } from "../map/touch.mjs";

/**
 * Put a map of the date of comparison beside the map of the shown date, in one slot.
 *
 * @param {Page} page
 * @param {DayView} shown
 * @param {HTMLElement} slot
 * @param {ViewActions} actions
 * @returns {any}
 */
export function besideView(page, shown, slot, { open, touch, grip }) {
  const frame = el("div.fl-other", { role: "region" });
  slot.classList.add("fl-beside");
  slot.prepend(frame);
  shown.map.invalidateSize({ animate: false });
  const [center, zoom] = [shown.map.getCenter(), shown.map.getZoom()];
  const { crs } = shown.map.options;
  const map = L.map(frame, { center, zoom, crs, zoomControl: false, attributionControl: false });
  readyMap(map, page.index.scene.extent);
  holdOnRequest(map, grip);
  const base = drawBase(map, page.index.scene);
  while (!base.isComplete()) base.drawNext();
  drawRelief(map, page.index.scene);
  const compared = {
    map,
    popup: subjectPopup(map, page),
    date: () => page.state.since,
    ground: drawGround(map, page.index),
    marks: drawMarks(map, page, (id) => open(id, compared)),
  };
  const places = drawPlaces(map, page);
  const tags = [dayTag(map, "left"), dayTag(shown.map, "right")];
  const views = joinViews(shown.map, map);
  map.on("popupopen popupclose", ({ type }) => shown.map.fire(type));
  map.on("click", (event) => touch(event, compared));

  return {
    ...compared,
    has: () => false,
    label: places.label,
    settle: views.settle,
    show() {
      const name = page.say("compare_map", { day: page.words.full(compared.date()) });
      frame.setAttribute("aria-label", name);
      [compared, shown].forEach((day, i) => tags[i].show(page, day.date()));
      compared.popup.show();
    },
    remove() {
      views.part();
      map.remove();
      for (const part of [...tags, frame]) part.remove();
      slot.classList.remove("fl-beside");
    },
  };
}
