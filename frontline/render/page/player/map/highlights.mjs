// Rings around places on the map: places of a chapter, and places under the pointer.

import { HIDDEN, svg } from "../dom/elements.mjs";
import { latLng } from "./ground_layer.mjs";

const DEPTH = 595;
const RING_PX = 44;
const RING_SHAPES = {
  told: "M-8-15H-15V-8M8-15H15V-8M-8 15H-15V8M8 15H15V8",
  linked: "M0-17A17 17 0 1 1 0 17A17 17 0 1 1 0-17Z",
};

function ringIcon(shape) {
  const paths = ["fl-halo", "fl-bold"].map((name) => svg("path", { d: RING_SHAPES[shape], class: name }));
  const frame = { viewBox: "-22 -22 44 44", width: RING_PX, height: RING_PX, ...HIDDEN };
  const html = svg("svg", { ...frame, class: "fl-sign" }, ...paths);
  return L.divIcon({ html, className: `fl-around fl-${shape}`, iconSize: [RING_PX, RING_PX] });
}

/**
 * Make the rings around places; `show(ids)` rings only these places.
 *
 * A place that is known by name only has no ring.
 *
 * @param {LeafletMap} map
 * @param {Page} page
 * @param {"told"|"linked"} shape The corners of a frame, or a circle.
 * @returns {{show(ids: string[]): void}}
 */
export function placeRings(map, page, shape) {
  const name = `fl-rings-${shape}`;
  const pane = map.createPane(name);
  pane.style.zIndex = DEPTH;
  pane.style.pointerEvents = "none";
  let [shown, markers] = ["", []];
  return {
    show(ids) {
      if (ids.join(";") === shown) return;
      shown = ids.join(";");
      for (const marker of markers) marker.remove();
      const places = ids.map((id) => page.index.places.get(id)).filter((place) =>
        (place?.lon ?? null) !== null
      );
      const options = { pane: name, interactive: false, keyboard: false };
      markers = places.map(({ lon, lat }) =>
        L.marker(latLng([lon, lat]), { ...options, icon: ringIcon(shape) }).addTo(map)
      );
    },
  };
}
