// Subjects that open in the popup of a map: a place, or a segment of the front line.

import { zoneWords } from "../model/front.mjs";
import { frontDetails } from "../panels/front_list.mjs";
import { placeDetails } from "../panels/place_popup.mjs";
import { segmentOf } from "../text/front_words.mjs";

/** @param {App} app */
function openSubject({ panels }, subject, day) {
  const { slot } = panels.parts;
  slot.classList.add("fl-reading");
  day.map.invalidateSize({ animate: false });
  slot.scrollIntoView({ block: "nearest" });
  day.popup.open({ ...subject, date: day.date });
}

/**
 * Open a place in the popup of the map on which it was pressed.
 *
 * @param {App} app
 * @param {string} id
 * @param {DayView} [day]
 */
export function openPlace(app, id, day = app.layers.shown) {
  const { page } = app;
  const { name: title, lon, lat } = page.index.places.get(id);
  const details = (date) => placeDetails(page, id, date);
  openSubject(app, { title, at: [lon, lat], details, mark: () => day.marks.nodeOf(id) }, day);
}

/**
 * Open a segment of the front line.
 *
 * @param {App} app
 * @param {Segment} segment
 * @param {DayView} [day]
 */
export function openFront(app, segment, day = app.layers.shown) {
  const { page } = app;
  const details = (date) => frontDetails(page, segment, date);
  openSubject(app, { title: page.say("the_front"), at: segment.at, details, mark: () => null }, day);
}

/**
 * Open the segment of the front line at a touched point of the map, if any.
 *
 * @param {App} app
 * @param {any} event A Leaflet event.
 * @param {DayView} [day]
 */
export function openTouched(app, { containerPoint, layerPoint, latlng }, day) {
  const { page, layers } = app;
  const view = day ?? layers.other.at(containerPoint) ?? layers.shown;
  const arc = view.ground.frontAt(layerPoint);
  if (arc < 0) return;
  const segment = segmentOf(page, zoneWords(page.index, view.date()), arc);
  openFront(app, { ...segment, at: [latlng.lng, latlng.lat] }, view);
}
