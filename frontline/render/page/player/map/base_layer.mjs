// The base map, one path per layer, and the circles of location accuracy.

import { svg } from "../dom/elements.mjs";
import { latLng } from "./ground_layer.mjs";
import { canvases, groupIn } from "./panes.mjs";
import { metresPerPixel, projection } from "./projection.mjs";

const UNDER_CONTROL = new Set(["country", "forest", "built_up"]);

function layerPath({ kind, fill, stroke, width, dash }) {
  const node = svg("path", { class: `fl-base fl-${kind.replace("_", "-")}` });
  node.style.fill = fill === null ? "none" : `var(--${fill})`;
  if (stroke === null) return node;
  node.style.stroke = `var(--${stroke})`;
  node.style.strokeWidth = `${width}px`;
  node.style.strokeDasharray = dash.join(" ");
  return node;
}

/** Draw the layers of the base map that the scale shows; each part is decoded when it first does. */
function drawBaseLayers(map, { baseMap, extent }, canvas) {
  const { layers, parts } = baseMap;
  const nodes = layers.map((layer) => layer.fill ?? layer.stroke ? layerPath(layer) : null);
  const projections = new Map();
  const [below, above] = [groupIn(canvas.land), groupIn(canvas.lines)];
  const isBelow = (number) => UNDER_CONTROL.has(layers[number].kind);

  function drawPart(part, shown) {
    const { arcs, features } = part.read();
    if (!projections.has(part)) projections.set(part, projection(map, arcs));
    const { path, renew } = projections.get(part);
    renew(canvas.lines._bounds);
    const drawn = new Map(shown.map((number) => [number, ""]));
    for (const { layer, lines } of features) {
      if (!drawn.has(layer)) continue;
      const isArea = layers[layer].fill !== null;
      drawn.set(layer, drawn.get(layer) + lines.map((halves) => path(halves, isArea)).join(""));
    }
    for (const [number, d] of drawn) nodes[number].setAttribute("d", d);
  }
  return () => {
    const mPerPx = metresPerPixel(map, extent);
    const isShown = (number) => nodes[number] !== null && baseMap.isDrawn(layers[number], mPerPx);
    for (const part of parts) {
      const shown = part.layers.filter(isShown);
      if (shown.length > 0) drawPart(part, shown);
    }
    const numbers = [...layers.keys()].filter(isShown);
    below.replaceChildren(...numbers.filter(isBelow).map((number) => nodes[number]));
    above.replaceChildren(...numbers.filter((number) => !isBelow(number)).map((number) => nodes[number]));
  };
}

/**
 * Draw what is the same on all dates: the base map and the circles of location accuracy.
 *
 * @param {LeafletMap} map
 * @param {Scene} scene
 */
export function drawBase(map, scene) {
  const canvas = canvases(map, ["land", "lines", "exact"]);
  const draw = drawBaseLayers(map, scene, canvas);
  canvas.lines.on("update", draw);
  draw();
  for (const place of scene.places) {
    if (place.lon === null || !place.precision_m) continue;
    const style = { renderer: canvas.exact, pane: "fl-exact", className: "fl-exact" };
    const circle = { ...style, radius: place.precision_m, interactive: false };
    L.circle(latLng([place.lon, place.lat]), circle).addTo(map);
  }
}
