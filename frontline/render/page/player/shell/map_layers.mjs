// The layers of the map: the base map, the shown date, and names in the page's language.

import { addControls } from "../map/furniture.mjs";
import { drawBase } from "../map/base_layer.mjs";
import { drawGround } from "../map/ground_layer.mjs";
import { placeRings } from "../map/highlights.mjs";
import { nameMap } from "../map/map_view.mjs";
import { drawMarks, drawPlaces } from "../map/place_marks.mjs";
import { subjectPopup } from "../map/popup.mjs";
import { drawRelief } from "../map/relief.mjs";
import { holdOnRequest } from "../map/touch.mjs";
import { linkItems } from "../panels/linked_items.mjs";
import { comparisonView } from "../time/compared_map.mjs";
import { openTouched } from "./subjects.mjs";

/**
 * Draw the language-independent layers; call after the panels are laid out.
 *
 * @param {App} app
 */
export function drawLayers(app) {
  const { map, page } = app;
  const grip = {
    hint: (key) => app.panels.parts.grip.show(key === null ? null : page.say(key)),
    held: (on) => app.panels.parts.slot.classList.toggle("fl-held-map", on),
  };
  const base = drawBase(map, page.original);
  page.isGrounded = base.isComplete();
  drawRelief(map, page.original);
  const shown = {
    map,
    popup: subjectPopup(map, page),
    date: () => page.state.date,
    ground: drawGround(map, page.bothClocks),
    marks: null,
  };
  holdOnRequest(map, grip);
  const touch = (event, day) => openTouched(app, event, day);
  app.layers = {
    base,
    shown,
    controls: null,
    places: null,
    other: comparisonView(page, shown, { open: page.open, touch, grip }),
    linked: null,
    chapter: null,
  };
}

/**
 * Draw the layers with text; call after the map has its size.
 *
 * @param {App} app
 */
export function drawNamed({ map, page, view, layers }) {
  nameMap(map, page);
  layers.controls?.remove();
  layers.controls = addControls(map, page, view.fit);
  layers.shown.marks?.remove();
  layers.shown.marks = drawMarks(map, page, page.open);
  layers.places?.remove();
  layers.places = drawPlaces(map, page);
}

/**
 * Add the rings around places: places of the chapter, and places under the pointer.
 *
 * @param {App} app
 */
export function addRings({ map, page, layers }) {
  layers.linked = linkItems(map, page);
  layers.chapter = placeRings(map, page, "told");
}
