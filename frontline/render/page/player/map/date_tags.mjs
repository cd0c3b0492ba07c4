// The date of a map, in large type in its corner, when two dates are compared.

import { el } from "../dom/elements.mjs";

/**
 * Put a tag with a date into the top corner of a map; names avoid it like a control.
 *
 * @param {LeafletMap} map
 * @param {string} side Either "left" or "right".
 * @returns {{show(page: Page, date: Day): void, remove(): void}}
 */
export function dayTag(map, side) {
  const tag = el(`div.fl-tag-day.fl-on-${side}.leaflet-control`);
  map.getContainer().append(tag);
  return {
    show({ words }, date) {
      tag.textContent = words.dayMonthYear(date);
    },
    remove: () => tag.remove(),
  };
}
