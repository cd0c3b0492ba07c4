// The drawn ground: the quiet base, the zones in their classes, the front.

import { arcLine, chainLines, frontArcs, isBare, spanAt, stitchZone } from "./core.mjs";
import { classOf, paint } from "./symbols.mjs";

const PANES = { land: 210, zones: 220, lines: 230, front: 240, exact: 250 };
const LAND_TONES = 2;

/** Turn `[lon, lat]` into Leaflet's `[lat, lon]`: the only place where the order flips. */
export function latLng([lon, lat]) {
  return [lat, lon];
}

function canvases(map) {
  const canvas = ([name, depth]) => {
    const pane = map.createPane(`fl-${name}`);
    pane.style.zIndex = depth;
    pane.style.pointerEvents = "none";
    return [name, L.svg({ pane: `fl-${name}`, padding: 0.4 })];
  };
  return Object.fromEntries(Object.entries(PANES).map(canvas));
}

function drawFeature(map, feature, canvas, className) {
  const style = { renderer: canvas, pane: canvas.options.pane, className, interactive: false };
  const options = { style: () => style, coordsToLatLng: latLng, interactive: false };
  const layer = L.geoJSON({ type: "Feature", properties: {}, geometry: feature.geometry }, options);
  layer.addTo(map);
}

function drawBase(map, base, canvas) {
  base
    .filter((feature) => feature.kind === "country")
    .forEach((country, i) => drawFeature(map, country, canvas.land, `fl-land-${i % LAND_TONES}`));
  for (const kind of ["road", "river", "coast", "lake", "border"]) {
    for (const feature of base.filter((each) => each.kind === kind)) {
      drawFeature(map, feature, canvas.lines, `fl-${kind}`);
    }
  }
}

function drawZones(map, scene, canvas) {
  const style = { renderer: canvas.zones, pane: "fl-zones", className: "fl-zone" };
  return scene.zones.map((zone) => {
    const rings = stitchZone(scene.arcs, zone).map((polygon) =>
      polygon.map((ring) => ring.map(latLng)),
    );
    const options = { ...style, interactive: false, smoothFactor: 0, stroke: true };
    return { id: zone.id, shape: L.polygon(rings, options).addTo(map) };
  });
}

function drawFront(map, canvas, inferred) {
  const line = (className) => {
    const options = { renderer: canvas.front, pane: "fl-front", className, interactive: false };
    return L.polyline([], { ...options, smoothFactor: 0 }).addTo(map);
  };
  return [line("fl-casing"), line(inferred ? "fl-front fl-dashed" : "fl-front")];
}

/** Draw the ground once; the result's `show(index, date)` only restyles it. */
export function drawGround(map, scene) {
  const canvas = canvases(map);
  drawBase(map, scene.base, canvas);
  const zones = drawZones(map, scene, canvas);
  const front = drawFront(map, canvas, scene.ground.inferred);
  for (const place of scene.places) {
    if (place.lon === null || !place.precision_m) continue;
    const style = { renderer: canvas.exact, pane: "fl-exact", className: "fl-exact" };
    const circle = { ...style, radius: place.precision_m, interactive: false };
    L.circle(latLng([place.lon, place.lat]), circle).addTo(map);
  }
  return {
    show(index, date) {
      const spanOf = (id) => spanAt(index.spans.get(id), date);
      for (const { id, shape } of zones) {
        const span = spanOf(id);
        const drawn = span !== null && !isBare(span, scene.start);
        const [style, i] = drawn ? classOf(index, span) : [null, -1];
        paint(shape.getElement(), style, i, drawn && span.stale);
      }
      const arcs = frontArcs(scene.faces, spanOf).map((i) => arcLine(scene.arcs, i));
      const lines = chainLines(arcs).map((line) => line.map(latLng));
      for (const line of front) line.setLatLngs(lines);
    },
  };
}
