// The panes of the map, their order, and the drawings in them.

import { svg } from "../dom/elements.mjs";

const DEPTHS = {
  land: 210,
  zones: 220,
  relief: 222,
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

/**
 * Make a pane with a drawing for each kind; a drawing reaches beyond the map, so that it can be dragged.
 *
 * @param {LeafletMap} map
 * @param {string[]} kinds
 * @param {string} [suffix] Distinguishes several panes of one kind.
 * @returns {Record<string, any>} Leaflet's renderers by kind.
 */
export function canvases(map, kinds, suffix = "") {
  const canvas = (kind) => {
    makePane(map, kind, suffix);
    const renderer = L.svg({ pane: `fl-${kind}${suffix}`, padding: 0.4 }).addTo(map);
    renderer.getPane().setAttribute("aria-hidden", "true"); // summary.mjs describes it
    return [kind, renderer];
  };
  return Object.fromEntries(kinds.map(canvas));
}

/**
 * Add an empty group to a drawing.
 *
 * @param {any} canvas
 * @returns {SVGElement}
 */
export function groupIn(canvas) {
  const sheet = svg("g");
  canvas._rootGroup.append(sheet);
  return sheet;
}
