// Arcs → pixels of the map at its zoom, and SVG paths.

const EQUATOR_M = 40_030_174; // of a sphere of the earth's mean radius

/**
 * Return the scale of a map at the middle of its extent.
 *
 * @param {LeafletMap} map
 * @param {Extent} extent
 * @returns {number} Metres on the ground per CSS pixel.
 */
export function metresPerPixel(map, [, south, , north]) {
  const { crs } = map.options;
  const shrink = crs.squeeze ? 1 : Math.cos(((south + north) / 360) * Math.PI);
  return (EQUATOR_M * shrink) / crs.scale(map.getZoom());
}

/**
 * Project the vertices of all arcs to pixels of the map at its zoom.
 *
 * An arc that lies wholly beyond one edge of the drawing is invisible. Only its first vertex is
 * drawn: the straight line to the next arc stays beyond the edge too.
 *
 * @param {LeafletMap} map
 * @param {Arcs} arcs
 * @returns {Projection}
 */
export function projection(map, { count, first, x, y, perDegree }) {
  const { squeeze } = map.options.crs; // of a wide map
  const [east, north] = [new Float64Array(x.length), new Float64Array(x.length)];
  for (let i = 0; i < x.length; i++) {
    const [lon, lat] = [x[i] / perDegree, y[i] / perDegree];
    const sine = Math.sin(lat * (Math.PI / 180));
    east[i] = (squeeze ? lon * squeeze : lon) / 360 + 0.5;
    north[i] = 0.5 - (squeeze ? lat / 360 : Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI));
  }
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
      beyond[arc] = w || e || n || s ? 1 : 0;
    }
  }
  /** Write consecutive half-edges as an SVG path, without repeated pixels. */
  function path(halves, closed) {
    let d = "";
    let [x0, y0, pen] = [0, 0, false];
    const to = (i) => {
      const [dx, dy] = [px[i] - x0, py[i] - y0];
      if (!pen) d += `M${px[i]} ${py[i]}l0 0 `;
      else if (dx !== 0 || dy !== 0) d += `${dx} ${dy} `;
      [x0, y0, pen] = [px[i], py[i], true];
    };
    for (const half of halves) {
      const arc = half >> 1;
      const [from, last] = [first[arc], first[arc + 1] - 1];
      if (beyond[arc] && !closed) pen = false;
      else if (beyond[arc]) to(half & 1 ? last : from);
      else if (half & 1) { for (let i = last; i >= from; i--) to(i); }
      else for (let i = from; i <= last; i++) to(i);
    }
    return closed ? `${d}Z` : d;
  }
  /** Find the arc nearest to a point of the map and its distance. */
  function nearest(arcs, point) {
    let [best, least] = [-1, Infinity];
    for (const arc of arcs) {
      for (let i = first[arc]; i < first[arc + 1] - 1; i++) {
        const [dx, dy] = [px[i + 1] - px[i], py[i + 1] - py[i]];
        const along = ((point.x - px[i]) * dx + (point.y - py[i]) * dy) / (dx * dx + dy * dy || 1);
        const share = Math.max(0, Math.min(1, along));
        const d = Math.hypot(px[i] + share * dx - point.x, py[i] + share * dy - point.y);
        if (d < least) [best, least] = [arc, d];
      }
    }
    return { arc: best, distance: least };
  }
  return {
    path,
    nearest,
    renew(bounds) {
      project();
      cull(bounds);
    },
  };
}
