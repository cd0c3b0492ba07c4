// The areas of each class as one path, the uncertainty band and the front line.

import { svg } from "../dom/elements.mjs";
import { bandMesh, bandRings } from "../model/band.mjs";
import { frontArcs } from "../model/front.mjs";
import { joinArcs, stitchRings } from "../model/stitch_rings.mjs";
import { campNumbers, zoneValues } from "../model/zone_states.mjs";
import { canvases, groupIn } from "./panes.mjs";
import { projection } from "./projection.mjs";
import { classOf, paintMark, paintZone } from "./symbols.mjs";

const BARE = -1;
const NEAR_PX = 14;

/**
 * Swap longitude and latitude for Leaflet; nothing else changes their order.
 *
 * @param {LonLat} point
 * @returns {[number, number]}
 */
export function latLng([lon, lat]) {
  return [lat, lon];
}

/** List the paths, one per class and one more for its stale areas, and the path of each word. */
function areaPaths({ scene, index }) {
  const paths = [];
  const numbers = new Map();
  const pathOf = scene.mesh.words.map((word) => {
    if (word.bare) return BARE;
    const [style, i] = classOf(index, word);
    const key = `${i} ${word.stale}`;
    if (!numbers.has(key)) numbers.set(key, paths.push({ style, i, stale: word.stale }) - 1);
    return numbers.get(key);
  });
  return { paths, pathOf };
}

function isSameState(state, next) {
  return state !== null && state.every((value, i) => value === next[i]);
}

/** Draw the uncertainty band as one path; `holds` tests whether it contains a point. */
function bandPath(map, { scene }, canvas) {
  const { band, mesh } = scene;
  if (band === null) return { show() {}, holds: () => false };
  const { path, renew } = projection(map, bandMesh(band, mesh.perDegree));
  const node = svg("path", { class: "fl-band" });
  node.style.fill = "url(#fl-band)";
  let rings = [];
  const draw = () => node.setAttribute("d", rings.map((ring) => path(ring, true)).join(""));
  groupIn(canvas).append(node);
  canvas.on("update", () => {
    renew(canvas._bounds);
    draw();
  });
  renew(canvas._bounds);
  return {
    show(known, date) {
      rings = bandRings(band, known, date);
      draw();
    },
    holds: ({ x, y }) => node.isPointInFill(new DOMPoint(x, y)),
  };
}

/** Draw the areas of each class as one path, and the front line as two: casing and line. */
function groundPaths(map, index, canvas) {
  const { scene } = index;
  const { mesh } = scene;
  const { paths, pathOf } = areaPaths({ scene, index });
  const camps = campNumbers(scene);
  const { path, nearest, renew } = projection(map, mesh);
  const zones = paths.map(({ style, i, stale }) => {
    const node = svg("path", { class: "fl-zone" });
    paintZone(index, node, style, i, stale);
    return node;
  });
  const dashed = scene.ground.inferred ? "fl-front fl-dashed" : "fl-front";
  const front = ["fl-casing", dashed].map((name) => svg("path", { class: name }));
  const [zoneSheet, frontSheet] = [canvas.zones, canvas.front].map(groupIn);
  const markSheet = svg("g");
  frontSheet.append(markSheet, ...front);
  let state = null;
  let campsNow = null;
  let marked = [];

  function drawZones() {
    const rings = stitchRings(mesh, state, paths.length);
    zones.forEach((node, i) => {
      const d = rings[i].map((ring) => path(ring, true)).join("");
      if (d === "") node.remove();
      else if (d !== node.getAttribute("d")) node.setAttribute("d", d);
    });
    const shown = zones.filter((_, i) => rings[i].length > 0);
    if (shown.some((node) => node.parentNode === null)) zoneSheet.append(...shown);
  }
  function drawFront() {
    const d = joinArcs(mesh, frontArcs(mesh, campsNow)).map((chain) => path(chain, false)).join("");
    for (const line of front) line.setAttribute("d", d);
  }
  function drawMarks() {
    const nodes = marked.map((shade) => {
      const d = shade.rings.map((ring) => path(ring, true)).join("");
      return paintMark(index, svg("path", { d }), shade);
    });
    markSheet.replaceChildren(...nodes);
  }
  canvas.zones.on("update", () => {
    renew(canvas.zones._bounds);
    if (state === null) return;
    drawZones();
    drawFront();
    drawMarks();
  });
  renew(canvas.zones._bounds);
  function show(known, date) {
    const day = scene.dates.indexOf(date);
    const next = zoneValues(mesh.runs[known], day, pathOf, BARE);
    if (!isSameState(state, next)) {
      state = next;
      drawZones();
    }
    const nextCamps = zoneValues(mesh.runs[known], day, camps, BARE);
    if (!isSameState(campsNow, nextCamps)) {
      campsNow = nextCamps;
      drawFront();
    }
  }
  return {
    show,
    nearest: (point) => nearest(frontArcs(mesh, campsNow), point),
    mark(next) {
      if (marked.length + next.length === 0) return;
      marked = next;
      drawMarks();
    },
  };
}

/**
 * Draw the areas, the uncertainty band and the front line of a date on separate layers.
 *
 * @param {LeafletMap} map
 * @param {SceneIndex} index
 * @param {string} [suffix] Distinguishes several sets of layers on one map.
 * @returns {GroundLayer}
 */
export function drawGround(map, index, suffix = "") {
  const canvas = canvases(map, ["zones", "band", "front"], suffix);
  const ground = groundPaths(map, index, canvas);
  const band = bandPath(map, index, canvas.band);
  const panes = Object.values(canvas).map(({ options }) => map.getPane(options.pane));
  return {
    panes,
    show({ known }, date) {
      ground.show(known, date);
      band.show(known, date);
    },
    mark: ground.mark,
    frontAt(point) {
      const { arc, distance } = ground.nearest(point);
      return distance <= NEAR_PX || band.holds(point) ? arc : -1;
    },
    remove() {
      for (const renderer of Object.values(canvas)) renderer.remove();
      for (const pane of panes) pane.remove();
    },
  };
}
