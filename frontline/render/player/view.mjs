// How the map is looked at: fitted to its extent until the reader moves it.

import { latLng } from "./ground.mjs";

const FIT_PADDING_PX = 6;
const BOUNDS_SLACK = 0.35;
const CLOSE_ZOOM = 1;
const ZOOM_SNAP = 0.25;
const MAX_ZOOM = 18;
const FLIGHT_S = 0.8;
const STILL = "(prefers-reduced-motion: reduce)";

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
 * `look(box)` fits it to another part, `[west, south, east, north]`, or to all of it where that is
 * null: by a flight, unless the reader wants no motion.
 * While a popup is open the map may be moved beyond its bounds, so that the popup has room.
 */
export function fittedView(map, { extent, sides }) {
  const boundsOf = ([west, south, east, north]) =>
    L.latLngBounds([latLng([west, south]), latLng([east, north])]);
  const bounds = boundsOf(extent);
  const padding = [FIT_PADDING_PX, FIT_PADDING_PX];
  let [moved, fitting, reading] = [false, false, false];
  let aim = bounds;
  const aimAt = (next, fly) => {
    aim = next;
    map.invalidateSize({ animate: false, pan: false });
    if (map.getSize().x === 0) return; // not shown yet: the next settle() fits it
    fitting = true;
    map.setMinZoom(0);
    const whole = map.getBoundsZoom(bounds, false, L.point(padding).multiplyBy(2));
    if (fly) map.flyToBounds(aim, { duration: FLIGHT_S, padding });
    else map.fitBounds(aim, { animate: false, padding });
    map.setMinZoom(whole - 1);
    [moved, fitting] = [false, false];
  };
  const fit = () => aimAt(bounds, false);
  const settle = () => (moved || reading ? map.invalidateSize({ animate: false }) : aimAt(aim, false));
  const look = (box) => {
    const next = box === null ? bounds : boundsOf(box);
    if (moved || !next.equals(aim)) aimAt(next, !matchMedia(STILL).matches);
  };
  const confine = () => map.setMaxBounds(bounds.pad(BOUNDS_SLACK));

  Object.assign(map.options, { zoomSnap: ZOOM_SNAP, maxZoom: MAX_ZOOM });
  nameMap(map.getContainer(), sides);
  tameWheel(map);
  fit();
  confine();
  map.on("dragstart zoomstart", () => {
    moved = moved || !fitting;
  });
  map.on("popupopen", () => {
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
    look,
    settle,
    isClose: () => map.getZoom() >= map.getBoundsZoom(bounds) + CLOSE_ZOOM,
  };
}
