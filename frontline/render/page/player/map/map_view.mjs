// The view of the map, fitted to its extent until the reader moves it.

import { calmMotion, lessMotion } from "../dom/motion.mjs";
import { latLng } from "./ground_layer.mjs";
import { crsOf } from "./wide_crs.mjs";

const FIT_PADDING_PX = 6;
const BOUNDS_SLACK = 0.35;
const CLOSE_ZOOM = 1;
const ZOOM_SNAP = 0.25;
const MAX_ZOOM = 18;
const FLIGHT_S = 0.8;

/**
 * Label the map for screen readers, in the language of the page.
 *
 * @param {LeafletMap} map
 * @param {Page} page
 */
export function nameMap(map, { index: { scene }, say }) {
  const sides = scene.sides.map((side) => side.name).join(say("comma"));
  map.getContainer().dir = "ltr"; // west is on the left in every script
  map.getContainer().setAttribute("role", "region");
  map.getContainer().setAttribute("aria-label", say("map_of_control", { sides }));
}

/**
 * Set the zoom options, the projection and the motion of a map.
 *
 * @param {LeafletMap} map
 * @param {Extent} extent
 */
export function readyMap(map, extent) {
  Object.assign(map.options, { zoomSnap: ZOOM_SNAP, maxZoom: MAX_ZOOM, crs: crsOf(extent) });
  calmMotion(map);
}

/**
 * Fit the map to its extent, now and on `settle()`, unless the reader has moved it.
 *
 * `look(box)` fits it to another extent, or to its own if null; it flies there unless the reader
 * prefers reduced motion. While a popup is open, the map may move beyond its bounds to make room.
 *
 * @param {LeafletMap} map
 * @param {Scene} scene
 * @returns {MapView}
 */
export function fittedView(map, { extent }) {
  /** @param {Extent} box */
  const boundsOf = ([west, south, east, north]) =>
    L.latLngBounds([latLng([west, south]), latLng([east, north])]);
  const bounds = boundsOf(extent);
  const padding = [FIT_PADDING_PX, FIT_PADDING_PX];
  let [moved, fitting, reading] = [false, false, false];
  let [target, fitted] = [bounds, null]; // the bounds in view, and the map size when they were fitted
  const confine = () => map.setMaxBounds(bounds.pad(BOUNDS_SLACK));
  const fitTo = (next, fly) => {
    target = next;
    if (!fly) map.setMaxBounds(null); // a pan back into the bounds would run on and undo the fit
    map.invalidateSize({ animate: false, pan: false });
    if (map.getSize().x === 0) return; // not shown yet: the next settle() fits it
    fitting = true;
    map.setMinZoom(0);
    const whole = map.getBoundsZoom(bounds, false, L.point(padding).multiplyBy(2));
    if (fly) map.flyToBounds(target, { duration: FLIGHT_S, padding });
    else map.fitBounds(target, { animate: false, padding });
    map.setMinZoom(whole - 1);
    [moved, fitting, fitted] = [false, false, map.getSize()];
    if (!fly && !reading) confine();
  };
  const fit = () => fitTo(bounds, false);
  const settle = () => {
    const { clientWidth, clientHeight } = map.getContainer();
    if (moved || reading) map.invalidateSize({ animate: false });
    else if (!fitted?.equals([clientWidth, clientHeight])) fitTo(target, false);
  };
  const look = (box) => {
    const next = box === null ? bounds : boundsOf(box);
    if (moved || !next.equals(target)) fitTo(next, !lessMotion().matches);
  };

  readyMap(map, extent);
  fit();
  map.on("dragstart zoomstart", () => {
    moved = moved || !fitting;
  });
  map.on("keydown", ({ originalEvent }) => {
    moved = moved || /^Arrow/.test(originalEvent.key);
  });
  // The map moves before the popup opens or, with reduced motion, at the same time.
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
    /** Return the reader's view; null while the map is fitted. */
    at() {
      const { lng, lat } = map.getCenter();
      return moved ? { zoom: map.getZoom(), centre: [lng, lat] } : null;
    },
    /** Restore a view from `at()`. */
    restore({ zoom, centre }) {
      map.setView(latLng(centre), zoom, { animate: false });
      moved = true;
    },
    isClose: () => map.getZoom() >= map.getBoundsZoom(bounds) + CLOSE_ZOOM,
  };
}
