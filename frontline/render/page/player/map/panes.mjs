// The panes of the map and their order.

const DEPTHS = {
  land: 210,
  zones: 220,
  band: 225,
  lines: 230,
  front: 240,
  exact: 250,
  leads: 590,
  dots: 592,
  marks: 595,
  labels: 640,
};

/**
 * Make a pane of the map that ignores the pointer.
 *
 * @param {LeafletMap} map
 * @param {string} kind
 * @param {string} [suffix] Distinguishes several panes of one kind.
 * @returns {HTMLElement}
 */
export function makePane(map, kind, suffix = "") {
  const pane = map.createPane(`fl-${kind}${suffix}`);
  pane.style.zIndex = DEPTHS[kind];
  pane.style.pointerEvents = "none";
  return pane;
}
