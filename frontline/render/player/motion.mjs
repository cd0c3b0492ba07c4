// Motion: none of the map's own where the reader asked for less.

/** Let a Leaflet map glide only while the reader has not asked for reduced motion. */
export function calmMotion(map) {
  const less = matchMedia("(prefers-reduced-motion: reduce)");
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
