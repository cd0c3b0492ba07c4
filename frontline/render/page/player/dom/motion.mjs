// Motion: none of the map's own where the reader asked for less.

/** Ask whether the reader wants less motion, now (`matches`) and whenever that changes. */
export function lessMotion() {
  return matchMedia("(prefers-reduced-motion: reduce)");
}

/** Let a Leaflet map glide only while the reader has not asked for reduced motion. */
export function calmMotion(map) {
  const less = lessMotion();
  const animated = map._zoomAnimated;
  const { panBy } = map;
  map.panBy = (offset, options) => panBy.call(map, offset, less.matches ? { ...options, animate: false } : options);
  const turn = () => {
    map._zoomAnimated = animated && !less.matches;
    map.options.inertia = !less.matches;
  };
  less.addEventListener("change", turn);
  turn();
}
