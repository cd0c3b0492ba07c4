// The drawn ground: the quiet base, the ground of each class in one path, the front.

import { svg } from "./dom.mjs";
import { chainsOf, frontOf, ringsOf, sidesOf, stateOn } from "./mesh.mjs";
import { classOf, paint } from "./symbols.mjs";

const PANES = { land: 210, zones: 220, lines: 230, front: 240, exact: 250 };
const LAND_TONES = 2;
const BARE = -1;

/** Turn `[lon, lat]` into Leaflet's `[lat, lon]`: the only place where the order flips. */
export function latLng([lon, lat]) {
  return [lat, lon];
}

function canvases(map) {
  const canvas = ([name, depth]) => {
    const pane = map.createPane(`fl-${name}`);
    pane.style.zIndex = depth;
    pane.style.pointerEvents = "none";
    return [name, L.svg({ pane: `fl-${name}`, padding: 0.4 }).addTo(map)];
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

/**
 * Keep the vertices of all arcs in pixels of the map as it is zoomed.
 *
 * An arc that lies beyond one edge of what is drawn shows nothing there: its first vertex stands
 * for it, as a straight line to the next stays beyond the edge too.
 */
function projection(map, { count, first, x, y, perDegree }, renderer) {
  const east = Float64Array.from(x, (value) => value / perDegree / 360 + 0.5);
  const north = Float64Array.from(y, (value) => {
    const sine = Math.sin((value / perDegree) * (Math.PI / 180));
    return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  });
  const [px, py] = [new Int32Array(x.length), new Int32Array(x.length)];
  const beyond = new Uint8Array(count);
  let [zoom, left, top] = [NaN, NaN, NaN];

  function project() {
    const origin = map.getPixelOrigin();
    if (zoom === map.getZoom() && left === origin.x && top === origin.y) return;
    [zoom, left, top] = [map.getZoom(), origin.x, origin.y];
    const scale = map.options.crs.scale(zoom);
    for (let i = 0; i < px.length; i++) {
      px[i] = Math.round(east[i] * scale) - left;
      py[i] = Math.round(north[i] * scale) - top;
    }
  }
  function cull({ min, max }) {
    for (let arc = 0; arc < count; arc++) {
      let [w, e, n, s] = [true, true, true, true];
      for (let i = first[arc]; i < first[arc + 1]; i++) {
        w &&= px[i] < min.x;
        e &&= px[i] > max.x;
        n &&= py[i] < min.y;
        s &&= py[i] > max.y;
      }
      beyond[arc] = w || e || n || s;
    }
  }
  /** Write half-edges that follow each other as one path of SVG, each pixel once. */
  function path(halves) {
    let d = "";
    let [x0, y0] = [0, 0];
    const to = (i) => {
      const [dx, dy] = [px[i] - x0, py[i] - y0];
      if (d !== "" && dx === 0 && dy === 0) return;
      d += d === "" ? `M${dx} ${dy}l` : `${dx} ${dy} `;
      [x0, y0] = [px[i], py[i]];
    };
    for (const half of halves) {
      const [a, b] = [first[half >> 1], first[(half >> 1) + 1] - 1];
      if (beyond[half >> 1]) to(half & 1 ? b : a);
      else if (half & 1) for (let i = b; i > a; i--) to(i);
      else for (let i = a; i < b; i++) to(i);
    }
    return { d, to };
  }
  return {
    renew() {
      project();
      cull(renderer._bounds);
    },
    ring: (halves) => `${path(halves).d}0 0Z`,
    line(halves) {
      const { d, to } = path(halves);
      return d;
    },
    isBeyond: (half) => beyond[half >> 1] === 1,
  };
}
