// The base map, the areas of each class as one path, the uncertainty band and the front line.

import { svg } from "../dom/elements.mjs";
import { bandMesh, bandRings } from "../model/band.mjs";
import { frontArcs } from "../model/front.mjs";
import { joinArcs, stitchRings } from "../model/stitch_rings.mjs";
import { sideNumbers, zoneValues } from "../model/zone_states.mjs";
import { makePane } from "./panes.mjs";
import { projection } from "./projection.mjs";
import { classOf, paint, paintMark } from "./symbols.mjs";

const LAND_TONES = 2;
const BARE = -1;
const NEAR_PX = 14;

/**
 * Turn longitude and latitude into Leaflet's latitude and longitude: the only place where the
 * order flips.
 *
 * @param {LonLat} point
 * @returns {[number, number]}
 */
export function latLng([lon, lat]) {
  return [lat, lon];
}

function canvases(map, kinds, own = "") {
  const canvas = (kind) => {
    makePane(map, kind, own);
    const renderer = L.svg({ pane: `fl-${kind}${own}`, padding: 0.4 }).addTo(map);
    renderer.getPane().setAttribute("aria-hidden", "true"); // summary.mjs describes it
    return [kind, renderer];
  };
  return Object.fromEntries(kinds.map(canvas));
}

function drawFeature(map, feature, canvas, className) {
  const style = { renderer: canvas, pane: canvas.options.pane, className, interactive: false };
  const options = { style: () => style, coordsToLatLng: latLng, interactive: false };
  const layer = L.geoJSON({ type: "Feature", properties: {}, geometry: feature.geometry }, options);
  layer.addTo(map);
}

/**
 * Draw what no date changes: land, rivers, roads, borders, and how precisely places are located.
 *
 * @param {LeafletMap} map
 * @param {Scene} scene
 */
export function drawBase(map, { base, places }) {
  const canvas = canvases(map, ["land", "lines", "exact"]);
  base
    .filter((feature) => feature.kind === "country")
    .forEach((country, i) => drawFeature(map, country, canvas.land, `fl-land-${i % LAND_TONES}`));
  for (const kind of ["road", "river", "coast", "lake", "border"]) {
    for (const feature of base.filter((each) => each.kind === kind)) {
      drawFeature(map, feature, canvas.lines, `fl-${kind}`);
    }
  }
  for (const place of places) {
    if (place.lon === null || !place.precision_m) continue;
    const style = { renderer: canvas.exact, pane: "fl-exact", className: "fl-exact" };
    const circle = { ...style, radius: place.precision_m, interactive: false };
    L.circle(latLng([place.lon, place.lat]), circle).addTo(map);
  }
}

/** Number the paths: one for each class, and another where its evidence is old. */
function coatsOf({ scene, index }) {
  const coats = [];
  const numbers = new Map();
  const of = scene.mesh.words.map((word) => {
    if (word.bare) return BARE;
    const [style, i] = classOf(index, word);
    const key = `${i} ${word.stale}`;
    if (!numbers.has(key)) numbers.set(key, coats.push({ style, i, stale: word.stale }) - 1);
    return numbers.get(key);
  });
  return { coats, of };
}

function same(a, b) {
  return a !== null && a.every((value, i) => value === b[i]);
}

function sheetOf(canvas) {
  const sheet = svg("g");
  canvas._rootGroup.append(sheet);
  return sheet;
}

/** Draw the uncertainty band as one path; `holds` tests whether a point lies in it. */
function bandPath(map, { scene }, canvas) {
  const { band, mesh } = scene;
  if (band === null) return { show() {}, holds: () => false };
  const { path, renew } = projection(map, bandMesh(band, mesh.perDegree));
  const node = svg("path", { class: "fl-band" });
  node.style.fill = "url(#fl-band)";
  let rings = [];
  const draw = () => node.setAttribute("d", rings.map((ring) => path(ring, true)).join(""));
  sheetOf(canvas).append(node);
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

/** Draw the areas of each class as one path, and the front line as two: its casing and itself. */
function groundPaths(map, index, canvas) {
  const { scene } = index;
  const { mesh } = scene;
  const { coats, of } = coatsOf({ scene, index });
  const sides = sideNumbers(mesh);
  const { path, nearest, renew } = projection(map, mesh);
  const zones = coats.map(({ style, i, stale }) => {
    const node = svg("path", { class: "fl-zone" });
    paint(index, node, style, i, stale);
    return node;
  });
  const dashed = scene.ground.inferred ? "fl-front fl-dashed" : "fl-front";
  const front = ["fl-casing", dashed].map((name) => svg("path", { class: name }));
  const [zoneSheet, frontSheet] = [canvas.zones, canvas.front].map(sheetOf);
  const markSheet = svg("g");
  frontSheet.append(markSheet, ...front);
  let state = null;
  let sided = null;
  let marked = [];

  function drawZones() {
    const rings = stitchRings(mesh, state, coats.length);
    zones.forEach((node, coat) => {
      const d = rings[coat].map((ring) => path(ring, true)).join("");
      if (d === "") node.remove();
      else if (d !== node.getAttribute("d")) node.setAttribute("d", d);
    });
    const shown = zones.filter((_, coat) => rings[coat].length > 0);
    if (shown.some((node) => node.parentNode === null)) zoneSheet.append(...shown);
  }
  function drawFront() {
    const d = joinArcs(mesh, frontArcs(mesh, sided)).map((chain) => path(chain, false)).join("");
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
    const next = zoneValues(mesh.runs[known], day, of, BARE);
    if (!same(state, next)) {
      state = next;
      drawZones();
    }
    const nextSided = zoneValues(mesh.runs[known], day, sides, BARE);
    if (!same(sided, nextSided)) {
      sided = nextSided;
      drawFront();
    }
  }
  return {
    show,
    nearest: (at) => nearest(frontArcs(mesh, sided), at),
    mark(next) {
      if (marked.length + next.length === 0) return;
      marked = next;
      drawMarks();
    },
  };
}

/**
 * Draw the areas, the uncertainty band and the front line of a date, on layers of their own.
 *
 * @param {LeafletMap} map
 * @param {SceneIndex} index
 * @param {string} [own] What tells apart the layers of one map.
 * @returns {GroundLayer}
 */
export function drawGround(map, index, own = "") {
  const canvas = canvases(map, ["zones", "band", "front"], own);
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
      const { arc, away } = ground.nearest(point);
      return away <= NEAR_PX || band.holds(point) ? arc : -1;
    },
    remove() {
      for (const each of Object.values(canvas)) each.remove();
      for (const pane of panes) pane.remove();
    },
  };
}
