// Which day a map shows, in large type in a corner of it, where two days are compared.

import { el } from "../dom/elements.mjs";

/** Put a tag into the top corner of a map, "left" or "right"; names keep off it as off a control. */
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
