// The popup of a map: fits the map's size, supports the keyboard, follows the date.

import { latLng } from "./ground_layer.mjs";

const POPUP_MAX_PX = 420;
const POPUP_MARGIN_PX = { across: 10, along: 34 };

/**
 * Make the popup of a map.
 *
 * A subject has a title, a point, and details for the date of its map. On closing, the focus returns
 * to its `mark()` or else to the element that had it before.
 *
 * @param {LeafletMap} map
 * @param {Page} page
 * @returns {Popup}
 */
export function subjectPopup(map, page) {
  const popup = L.popup({ autoPanPadding: [8, 8] });
  let [shown, before] = [null, null];
  const escape = (event) => {
    if (event.key === "Escape") map.closePopup(popup);
  };
  popup.on("remove", () => {
    document.removeEventListener("keydown", escape);
    const back = shown?.mark() ?? before;
    shown = null;
    const focused = document.activeElement;
    if (focused === document.body || popup.getElement().contains(focused)) back?.focus();
  });
  return {
    open(subject) {
      const { x, y } = map.getSize();
      const width = Math.min(POPUP_MAX_PX, x - 2 * POPUP_MARGIN_PX.across);
      const maxHeight = y - 2 * POPUP_MARGIN_PX.along;
      Object.assign(popup.options, { minWidth: width, maxWidth: width, maxHeight });
      popup.setContent(subject.details(subject.date())).setLatLng(latLng(subject.at));
      before = document.activeElement;
      map.openPopup(popup);
      shown = subject;
      document.addEventListener("keydown", escape);
      const node = popup.getElement();
      node.setAttribute("role", "dialog");
      node.dir = page.say.dir;
      node.setAttribute("aria-label", subject.title);
      node.querySelector(".leaflet-popup-close-button").setAttribute("aria-label", page.say("close"));
      node.querySelector("h2").focus({ preventScroll: true });
    },
    show() {
      if (shown === null) return;
      const scrolled = popup.getContent().parentNode.scrollTop;
      popup.setContent(shown.details(shown.date()));
      popup.getContent().parentNode.scrollTop = scrolled;
    },
  };
}
