// Links between list items and places on the map: pointing at one marks the other.

import { placeRings } from "../map/highlights.mjs";

const ITEM = "[data-places]";
const MARK = ".fl-mark[data-place]";

/**
 * Return the attribute that links an item to places.
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
 * Mark the places of the item under the mouse or with the focus, and the items of such a mark.
 *
 * Touches mark nothing, because they open. `clear()` removes all marks before items are replaced.
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
    const listed = mark ? [...document.querySelectorAll(`li${ITEM}`)] : [];
    items = listed.filter((other) => isAbout(other, mark.dataset.place));
    for (const other of items) other.classList.add("fl-linked");
  }
  const byMouse = (event) => event.pointerType !== "touch";
  document.addEventListener("pointerover", (event) => byMouse(event) && link(event.target));
  document.documentElement.addEventListener("pointerleave", () => link(null));
  document.addEventListener("focusin", (event) => link(event.target));
  document.addEventListener("focusout", () => link(null));
  return { clear: () => link(null) };
}
