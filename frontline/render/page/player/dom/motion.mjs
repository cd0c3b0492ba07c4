// Motion: the map does not move by itself where the reader prefers less motion.

/**
 * Query whether the reader prefers reduced motion.
 *
 * @returns {MediaQueryList}
 */
export function lessMotion() {
  return matchMedia("(prefers-reduced-motion: reduce)");
}

/**
 * Let a Leaflet map move smoothly only while the reader does not prefer reduced motion.
 *
 * @param {LeafletMap} map
 */
export function calmMotion(map) {
  const less = lessMotion();
  const animated = map._zoomAnimated;
  const { panBy } = map;
  map.panBy = (offset, options) =>
    panBy.call(map, offset, less.matches ? { ...options, animate: false } : options);
  const turn = () => {
    map._zoomAnimated = animated && !less.matches;
    map.options.inertia = !less.matches;
  };
  less.addEventListener("change", turn);
  turn();
}
