// The base map, one path per layer, and the circles of location accuracy.

import { svg } from "../dom/elements.mjs";
import { latLng } from "./ground_layer.mjs";
import { canvases, groupIn } from "./panes.mjs";
import { metresPerPixel, projection } from "./projection.mjs";

const AT_ONCE_BYTES = 10_000;
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

/** Write the rectangles beyond the edges at which the land is cut. */
function beyondEdges(map, { base_edges: [west, south, east, north], extent }, { min, max }) {
  const at = (lon, lat) => map.latLngToLayerPoint(latLng([lon ?? extent[0], lat ?? extent[1]]));
  const [southwest, northeast] = [at(west, south), at(east, north)];
  const rect = (left, top, right, bottom) =>
    left < right && top < bottom ? `M${left} ${top}H${right}V${bottom}H${left}Z` : "";
  return [
    west === null ? "" : rect(min.x, min.y, southwest.x, max.y),
    east === null ? "" : rect(northeast.x, min.y, max.x, max.y),
    south === null ? "" : rect(min.x, southwest.y, max.x, max.y),
    north === null ? "" : rect(min.x, min.y, max.x, northeast.y),
  ].join("");
}

/** Make the function that draws those layers of some parts of the base map that the scale shows. */
function layerDrawing(map, scene, canvas) {
  const { baseMap, extent } = scene;
  const { layers } = baseMap;
  const beyond = svg("path", { class: "fl-beyond" });
  const nodes = layers.map((layer) => layer.fill ?? layer.stroke ? layerPath(layer) : null);
  const projections = new Map();
  const [below, above] = [groupIn(canvas.land), groupIn(canvas.lines)];
  const isBelow = (number) => UNDER_CONTROL.has(layers[number].kind);

  function drawPart(part, shown) {
    const { arcs, features } = part.read();
    if (!projections.has(part)) projections.set(part, projection(map, arcs));
    const { path, renew } = projections.get(part);
    renew(canvas.lines._bounds);
    for (const number of shown) {
      const isArea = layers[number].fill !== null;
      const lines = features.flatMap((feature) => feature.layer === number ? feature.lines : []);
      nodes[number].setAttribute("d", lines.map((halves) => path(halves, isArea)).join(""));
    }
  }
  return (parts, all) => {
    const mPerPx = metresPerPixel(map, extent);
    const isShown = (number) => nodes[number] !== null && baseMap.isDrawn(layers[number], mPerPx);
    for (const part of parts) {
      const shown = part.layers.filter(isShown);
      if (shown.length > 0) drawPart(part, shown);
    }
    const numbers = all.flatMap(({ layers: own }) => own).filter(isShown).sort((a, b) => a - b);
    const isLand = (number) => layers[number].kind === "country";
    const isWaiting = (part) => !all.includes(part) && part.layers.some(isLand);
    const hasLand = numbers.some(isLand) && !baseMap.parts.some(isWaiting);
    map.getContainer().classList.toggle("fl-baseless", !hasLand); // what is no land is water
    beyond.setAttribute("d", hasLand ? beyondEdges(map, scene, canvas.land._bounds) : "");
    below.replaceChildren(...numbers.filter(isBelow).map((number) => nodes[number]), beyond);
    above.replaceChildren(...numbers.filter((number) => !isBelow(number)).map((number) => nodes[number]));
  };
}

/**
 * Draw what is the same on all dates: the base map and the circles of location accuracy.
 *
 * Of a large base map only a part is drawn at first, and `drawNext()` draws another.
 *
 * @param {LeafletMap} map
 * @param {Scene} scene
 * @returns {{isComplete(): boolean, drawNext(): void}}
 */
export function drawBase(map, scene) {
  const canvas = canvases(map, ["land", "lines", "exact"]);
  const { layers, parts } = scene.baseMap;
  const isPainted = (number) => layers[number].fill !== null || layers[number].stroke !== null;
  const waiting = parts.filter((part) => part.layers.some(isPainted));
  const drawn = [];
  for (let size = waiting[0]?.size; size <= AT_ONCE_BYTES; size += waiting[0]?.size) {
    drawn.push(waiting.shift());
  }
  const draw = layerDrawing(map, scene, canvas);
  canvas.lines.on("update", () => draw(drawn, drawn));
  draw(drawn, drawn);
  for (const place of scene.places) {
    if (place.lon === null || !place.precision_m) continue;
    const style = { renderer: canvas.exact, pane: "fl-exact", className: "fl-exact" };
    const circle = { ...style, radius: place.precision_m, interactive: false };
    L.circle(latLng([place.lon, place.lat]), circle).addTo(map);
  }
  return {
    isComplete: () => waiting.length === 0,
    drawNext() {
      const next = waiting.shift();
      drawn.push(next);
      draw([next], drawn);
    },
  };
}
