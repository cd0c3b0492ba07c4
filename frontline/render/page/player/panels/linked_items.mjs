// Items of the list linked with places of the map: pointing at one marks the other.

import { placeRings } from "../map/highlights.mjs";

const ITEM = "[data-places]";
const MARK = ".fl-mark[data-place]";

/**
 * Return the attribute of an item that is about places.
 *
 * @param {string[]} ids
 * @returns {{"data-places": string}}
 */
export function aboutPlaces(ids) {
  return { "data-places": ids.join(";") };
}

function isAbout(item, id) {
  return item.dataset.places.split(";").includes(id);
}

/**
 * Mark the places of an item that has the mouse or the focus, and the items of a mark that has it.
 *
 * A finger marks nothing: its touch opens. `clear()` removes all marks, for items that are made
 * again.
 *
 * @param {LeafletMap} map
 * @param {Page} page
 * @returns {{clear(): void}}
 */
export function linkItems(map, page) {
  const rings = placeRings(map, page, "linked");
  let items = [];

  function link(target) {
    const item = target?.closest?.(ITEM);
    const mark = target?.closest?.(MARK);
    rings.show(item ? item.dataset.places.split(";") : []);
    for (const other of items) other.classList.remove("fl-linked");
    const all = mark ? [...document.querySelectorAll(`li${ITEM}`)] : [];
    items = all.filter((other) => isAbout(other, mark.dataset.place));
    for (const other of items) other.classList.add("fl-linked");
  }
  const byMouse = (event) => event.pointerType !== "touch";
  document.addEventListener("pointerover", (event) => byMouse(event) && link(event.target));
  document.documentElement.addEventListener("pointerleave", () => link(null));
  document.addEventListener("focusin", (event) => link(event.target));
  document.addEventListener("focusout", () => link(null));
  return { clear: () => link(null) };
}
