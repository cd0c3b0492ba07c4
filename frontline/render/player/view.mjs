// How the map is looked at: fitted to its extent until the reader moves it.

import { latLng } from "./ground.mjs";

const FIT_PADDING_PX = 6;
const BOUNDS_SLACK = 0.35;
const CLOSE_ZOOM = 1;
const ZOOM_SNAP = 0.25;
const MAX_ZOOM = 18;

function nameMap(container, sides) {
  const parties = sides.map((side) => side.name).join(", ");
  container.setAttribute("role", "region");
  container.setAttribute("aria-label", `Map of control: ${parties}`);
}

/** Let the wheel scroll the page until the map has been clicked or has the focus. */
function tameWheel(map) {
  const container = map.getContainer();
  const wheel = (on) => (on ? map.scrollWheelZoom.enable() : map.scrollWheelZoom.disable());
  wheel(false);
  container.addEventListener("click", () => wheel(true));
  container.addEventListener("focusin", () => wheel(true));
  container.addEventListener("focusout", (event) => wheel(container.contains(event.relatedTarget)));
}

/**
 * Fit the map to the extent, now and on `settle()`, unless the reader has moved it.
 *
 * While a popup is open the map may be moved beyond its bounds, so that the popup has room.
 */
export function fittedView(map, { extent: [west, south, east, north], sides }) {
  const bounds = L.latLngBounds([latLng([west, south]), latLng([east, north])]);
  let [moved, fitting, reading] = [false, false, false];
  const fit = () => {
    map.invalidateSize({ animate: false, pan: false });
    if (map.getSize().x === 0) return; // not shown yet: the next settle() fits it
    fitting = true;
    map.setMinZoom(0);
    map.fitBounds(bounds, { animate: false, padding: [FIT_PADDING_PX, FIT_PADDING_PX] });
    map.setMinZoom(map.getZoom() - 1);
    [moved, fitting] = [false, false];
  };
  const settle = () => (moved || reading ? map.invalidateSize({ animate: false }) : fit());
  const confine = () => map.setMaxBounds(bounds.pad(BOUNDS_SLACK));

  Object.assign(map.options, { zoomSnap: ZOOM_SNAP, maxZoom: MAX_ZOOM });
  nameMap(map.getContainer(), sides);
  tameWheel(map);
  fit();
  confine();
  map.on("dragstart zoomstart", () => {
    moved = moved || !fitting;
  });
  // The map makes room as the popup comes, before it is open, and at once with reduced motion.
  map.on("autopanstart popupopen", () => {
    reading = true;
    map.setMaxBounds(null);
  });
  map.on("popupclose", () => {
    reading = false;
    settle();
    confine();
  });
  return {
    fit,
    settle,
    isClose: () => map.getZoom() >= map.getBoundsZoom(bounds) + CLOSE_ZOOM,
  };
}
