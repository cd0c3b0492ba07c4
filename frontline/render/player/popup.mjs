// The popup of a place: sized to the map, read by keyboard, in step with the date.

import { placeDetails } from "./details.mjs";
import { latLng } from "./ground.mjs";

const POPUP_MAX_PX = 420;
const POPUP_MARGIN_PX = { across: 10, along: 34 };

/** Make the one popup of the map; `nodeOf` gives the mark that has the focus back on closing. */
export function placePopup(map, page, nodeOf) {
  const popup = L.popup({ autoPanPadding: [8, 8] });
  let shown = null;
  popup.on("remove", () => {
    const mark = nodeOf(shown);
    shown = null;
    const focused = document.activeElement;
    if (focused === document.body || popup.getElement().contains(focused)) mark?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shown !== null) map.closePopup(popup);
  });
  return {
    open(id, date) {
      const place = page.index.places.get(id);
      const { x, y } = map.getSize();
      const width = Math.min(POPUP_MAX_PX, x - 2 * POPUP_MARGIN_PX.across);
      const maxHeight = y - 2 * POPUP_MARGIN_PX.along;
      Object.assign(popup.options, { minWidth: width, maxWidth: width, maxHeight });
      popup.setContent(placeDetails(page, id, date)).setLatLng(latLng([place.lon, place.lat]));
      map.openPopup(popup);
      shown = id;
      const node = popup.getElement();
      node.setAttribute("role", "dialog");
      node.setAttribute("aria-label", place.name);
      node.querySelector("h2").focus({ preventScroll: true });
    },
    show(date) {
      if (shown === null) return;
      const scrolled = popup.getContent().parentNode.scrollTop;
      popup.setContent(placeDetails(page, shown, date));
      popup.getContent().parentNode.scrollTop = scrolled;
    },
  };
}
