// The scene's geometry and days, without a page: spans at a date, rings, fronts.

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Compare two strings by code unit, the same in every browser and language. */
export function byText(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Find the ISO day some days after another. */
export function addDays(day, count) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

/** Group the items of a list under every key that `keysOf` gives for them. */
export function groupBy(items, keysOf) {
  const groups = new Map();
  for (const item of items) {
    for (const key of keysOf(item)) {
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(item);
    }
  }
  return groups;
}

/** Tell whether a half-open interval of ISO days holds a date; null is an open end. */
export function covers(interval, date) {
  const { start, end } = interval;
  return (start === null || start <= date) && (end === null || date < end);
}

/** Read an ISO day or instant as the day and the clock time of the map's zone ("UTC+3"). */
export function localMoment(known, utc) {
  if (!known.includes("T")) return { day: known, time: null };
  const offset = /^UTC(?:([+-])(\d{1,2})(?::(\d{2}))?)?$/.exec(utc);
  const instant = Date.parse(known);
  if (!offset || Number.isNaN(instant)) return { day: known.slice(0, 10), time: known.slice(11) };
  const minutes = 60 * Number(offset[2] ?? 0) + Number(offset[3] ?? 0);
  const shifted = instant + (offset[1] === "-" ? -minutes : minutes) * MINUTE_MS;
  const local = new Date(shifted).toISOString();
  return { day: local.slice(0, 10), time: local.slice(11, 16) };
}

/** Find the span that holds a date, or null. */
export function spanAt(spans, date) {
  return spans?.find((span) => covers(span, date)) ?? null;
}

/** Tell whether a span is the ground as the period began: drawn as bare land. */
export function isBare(span, start) {
  return (
    start !== null && span.status === "held" && span.side === start.side && span.claims.length === 0
  );
}

/** Name a control in one string, for use as a key. */
export function controlKey(control) {
  return `${control.status} ${control.side ?? ""}`;
}

/** List the coordinates of arc `number`, reversed where it is written `~i`. */
export function arcLine(arcs, number) {
  return number < 0 ? [...arcs[~number]].reverse() : arcs[number];
}

function samePoint(a, b) {
  return a[0] === b[0] && a[1] === b[1];
}

function append(line, more) {
  const joined = line.length > 0 && samePoint(line.at(-1), more[0]);
  line.push(...(joined ? more.slice(1) : more));
}

/** Stitch arcs into one closed ring; points where arcs meet are kept once. */
export function stitchRing(arcs, numbers) {
  const ring = [];
  for (const number of numbers) append(ring, arcLine(arcs, number));
  if (!samePoint(ring[0], ring.at(-1))) ring.push(ring[0]);
  return ring;
}

/** Stitch a zone into polygons of rings of `[lon, lat]`. */
export function stitchZone(arcs, zone) {
  return zone.polygons.map((rings) => rings.map((ring) => stitchRing(arcs, ring)));
}

function sideThatHolds(span) {
  return span && (span.status === "held" || span.status === "claimed") ? span.side : null;
}

/** List the numbers of the arcs that part two different sides, given the span of each zone. */
export function frontArcs(faces, spanOf) {
  const numbers = [];
  faces.forEach(([left, right], number) => {
    if (left === null || right === null) return;
    const [a, b] = [sideThatHolds(spanOf(left)), sideThatHolds(spanOf(right))];
    if (a !== null && b !== null && a !== b) numbers.push(number);
  });
  return numbers;
}

/** List the numbers of the arcs that part two different sides on some day, given all spans. */
export function everFrontArcs(faces, spansOf) {
  const held = (zone) => (spansOf(zone) ?? []).filter(sideThatHolds);
  const parted = (a, b) => a.side !== b.side && (covers(a, b.start) || covers(b, a.start));
  return [...faces.keys()].filter((number) => {
    const [left, right] = faces[number].map(held);
    return left.some((a) => right.some((b) => parted(a, b)));
  });
}

/** Join lines that meet end to end into as few lines as a walk in order finds. */
export function chainLines(lines) {
  const at = groupBy(lines.keys(), (i) => [String(lines[i][0]), String(lines[i].at(-1))]);
  const used = new Set();
  const next = (point) => {
    const meeting = at.get(String(point));
    return meeting.length === 2 ? meeting.find((i) => !used.has(i)) : undefined;
  };
  const grow = (chain) => {
    for (let i = next(chain.at(-1)); i !== undefined; i = next(chain.at(-1))) {
      used.add(i);
      append(chain, samePoint(lines[i][0], chain.at(-1)) ? lines[i] : [...lines[i]].reverse());
    }
    return chain;
  };
  const chains = [];
  lines.forEach((line, i) => {
    if (used.has(i)) return;
    used.add(i);
    chains.push(grow(grow([...line]).reverse()).reverse());
  });
  return chains;
}

/** List the polygons (lists of rings) of a GeoJSON geometry; none for points and lines. */
export function polygonsOf(geometry) {
  if (geometry.type === "Polygon") return [geometry.coordinates];
  if (geometry.type === "MultiPolygon") return geometry.coordinates;
  if (geometry.type === "GeometryCollection") return geometry.geometries.flatMap(polygonsOf);
  return [];
}

/** Tell whether a point lies inside polygons by the even-odd rule. */
export function isInside(polygons, [x, y]) {
  let inside = false;
  for (const ring of polygons.flat()) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [[ax, ay], [bx, by]] = [ring[i], ring[j]];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
  }
  return inside;
}
