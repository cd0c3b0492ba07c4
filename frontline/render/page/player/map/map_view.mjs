// How the map is looked at: fitted to its extent until the reader moves it.

import { lessMotion } from "../dom/motion.mjs";
import { latLng } from "./ground_layer.mjs";

const FIT_PADDING_PX = 6;
const BOUNDS_SLACK = 0.35;
const CLOSE_ZOOM = 1;
const ZOOM_SNAP = 0.25;
const MAX_ZOOM = 18;
const FLIGHT_S = 0.8;

/** Name the map for a screen reader, in the language of the page. */
export function nameMap(map, { index: { scene }, say }) {
  const sides = scene.sides.map((side) => side.name).join(say("comma"));
  map.getContainer().dir = "ltr"; // west is on the left in every script
  map.getContainer().setAttribute("role", "region");
  map.getContainer().setAttribute("aria-label", say("map_of_control", { sides }));
}

/** Make a map ready for a reader: how it zooms. */
export function readyMap(map) {
  Object.assign(map.options, { zoomSnap: ZOOM_SNAP, maxZoom: MAX_ZOOM });
}

/**
 * Fit the map to the extent, now and on `settle()`, unless the reader has moved it.
 *
 * `look(box)` fits it to another part, `[west, south, east, north]`, or to all of it where that is
 * null: by a flight, unless the reader wants no motion.
 * While a popup is open the map may be moved beyond its bounds, so that the popup has room.
 */
export function fittedView(map, { extent }) {
  const boundsOf = ([west, south, east, north]) =>
    L.latLngBounds([latLng([west, south]), latLng([east, north])]);
  const bounds = boundsOf(extent);
  const padding = [FIT_PADDING_PX, FIT_PADDING_PX];
  let [moved, fitting, reading] = [false, false, false];
  let [aim, fitted] = [bounds, null]; // what is looked at, and in which size it was fitted
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
    [moved, fitting, fitted] = [false, false, map.getSize()];
  };
  const fit = () => aimAt(bounds, false);
  const settle = () => {
    const { clientWidth, clientHeight } = map.getContainer();
    if (moved || reading) map.invalidateSize({ animate: false });
    else if (!fitted?.equals([clientWidth, clientHeight])) aimAt(aim, false);
  };
  const look = (box) => {
    const next = box === null ? bounds : boundsOf(box);
    if (moved || !next.equals(aim)) aimAt(next, !lessMotion().matches);
  };
  const confine = () => map.setMaxBounds(bounds.pad(BOUNDS_SLACK));

  readyMap(map);
  fit();
  confine();
  map.on("dragstart zoomstart", () => {
    moved = moved || !fitting;
  });
  map.on("keydown", ({ originalEvent }) => {
    moved = moved || /^Arrow/.test(originalEvent.key);
  });
  // The map makes room as the popup comes, before it is open, and at once with reduced motion.
  map.on("autopanstart popupopen", () => {
    [reading, fitted] = [true, null];
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
    /** Tell how the reader looks at the map, or null while it is fitted. */
    at() {
      const { lng, lat } = map.getCenter();
      return moved ? { zoom: map.getZoom(), centre: [lng, lat] } : null;
    },
    /** Look at the map as `at()` has told, as far as it reaches. */
    restore({ zoom, centre }) {
      map.setView(latLng(centre), zoom, { animate: false });
      moved = true;
    },
    isClose: () => map.getZoom() >= map.getBoundsZoom(bounds) + CLOSE_ZOOM,
  };
}
