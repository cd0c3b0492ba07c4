// The shade of the relief: one picture that darkens what lies below it.

import { latLng } from "./ground_layer.mjs";
import { makePane } from "./panes.mjs";

/**
 * Draw the relief of a map, if it has one.
 *
 * @param {LeafletMap} map
 * @param {Scene} scene
 */
export function drawRelief(map, { relief }) {
  if (relief === null) return;
  const pane = makePane(map, "relief");
  pane.setAttribute("aria-hidden", "true");
  pane.style.opacity = String(relief.darkness);
  const [west, south, east, north] = relief.bounds;
  const address = `data:image/webp;base64,${relief.webp}`;
  L.imageOverlay(address, [latLng([west, south]), latLng([east, north])], {
    pane: "fl-relief",
    interactive: false,
  }).addTo(map);
}
