// Motion: no animated map movement if the reader prefers reduced motion.

/**
 * Query the preference for reduced motion.
 *
 * @returns {MediaQueryList}
 */
export function lessMotion() {
  return matchMedia("(prefers-reduced-motion: reduce)");
}

/**
 * Animate a Leaflet map unless the reader prefers reduced motion.
 *
 * @param {LeafletMap} map
 */
export function calmMotion(map) {
  const less = lessMotion();
  const animated = map._zoomAnimated;
  const { panBy } = map;
  map.panBy = (offset, options) =>
    panBy.call(map, offset, less.matches ? { ...options, animate: false } : options);
  const update = () => {
    map._zoomAnimated = animated && !less.matches;
    map.options.inertia = !less.matches;
  };
  less.addEventListener("change", update);
  map.on("unload", () => less.removeEventListener("change", update));
  update();
}
