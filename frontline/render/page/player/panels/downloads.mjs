// The files that a reader downloads: tables as CSV, areas as GeoJSON.

import { arcAreas, ringArea } from "../model/areas.mjs";
import { byText } from "../model/collections.mjs";
import { isInside } from "../model/polygons.mjs";
import { lineOf, stitchRings } from "../model/stitch_rings.mjs";

const QUOTED = /[",\n\r]/;
const FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/; // including full-width signs
const NUMBER = /^-?[\d.]+$/;

function csvCell(value) {
  const text = String(value ?? "");
  // Spreadsheets would read these as formulas; an apostrophe keeps them text.
  const inert = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return QUOTED.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

/**
 * Write rows as CSV, one line each.
 *
 * @param {unknown[][]} rows
 * @returns {string}
 */
export function csvText(rows) {
  return rows.map((row) => `${row.map(csvCell).join(",")}\n`).join("");
}

/** The columns of the table of claims: keys of events and claims, with places by name. */
const CLAIM_COLUMNS = "id record known when places about value claimant kind stance note sources".split(" ");

/**
 * List every event and claim as table rows, oldest first, after the column names.
 *
 * @param {SceneIndex} index
 * @returns {unknown[][]}
 */
export function claimRows({ scene, claims, places, sources }) {
  const names = (ids) => ids.map((id) => places.get(id)?.name ?? id).join("; ");
  const citation = (id) => {
    const { publisher, url, title } = sources.get(id);
    return `${publisher}: ${url || title}`;
  };
  const events = scene.events.map((event) => ({
    ...event,
    record: "event",
    about: event.kind,
    value: event.title,
    kind: "",
    stance: "",
    note: event.text,
  }));
  const rows = [...events, ...claims.map((claim) => ({ ...claim, record: "claim" }))]
    .map((row) => ({ ...row, places: names(row.places), sources: row.sources.map(citation).join("; ") }))
    .sort((a, b) => byText(`${a.day} ${a.record} ${a.id}`, `${b.day} ${b.record} ${b.id}`));
  return [CLAIM_COLUMNS, ...rows.map((row) => CLAIM_COLUMNS.map((column) => row[column]))];
}

function without(record, ...keys) {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
}

function closedRing(mesh, ring) {
  return ring.flatMap((half, i) => lineOf(mesh, half).slice(i === 0 ? 0 : 1));
}

/** Group the rings of a zone into polygons; each hole belongs to the smallest ring around it. */
function polygonsFrom(mesh, km2, rings) {
  const sized = rings.map((ring) => ({ size: ringArea(km2, ring), line: closedRing(mesh, ring) }));
  const shells = sized.filter(({ size }) => size >= 0).sort((a, b) => a.size - b.size);
  const polygons = shells.map(({ line }) => [line]);
  for (const { line } of sized.filter(({ size }) => size < 0)) {
    const [[ax, ay], [bx, by]] = line; // a hole may touch the ring around it in single points
    const enclosing = polygons.find(([shell]) => isInside([[shell]], [(ax + bx) / 2, (ay + by) / 2]));
    enclosing?.push(line);
  }
  return polygons;
}

/**
 * Write the areas of every day as GeoJSON: one feature per zone and span. The rest of the record is
 * in `scene`.
 *
 * Initial control, which is drawn as bare land, has no feature.
 *
 * @param {Scene} scene
 * @param {Clock} known
 * @returns {string}
 */
export function groundJson(scene, known) {
  const { mesh } = scene;
  const { first, start, end, word } = mesh.runs[known];
  const count = first.length - 1;
  const km2 = arcAreas(mesh);
  const zones = stitchRings(mesh, Int32Array.from({ length: count }, (_, zone) => zone), count);
  const features = zones.flatMap((rings, zone) => {
    const spans = Array.from({ length: first[zone + 1] - first[zone] }, (_, i) => first[zone] + i);
    const filled = spans.filter((i) => !mesh.words[word[i]].bare);
    if (filled.length === 0 || rings.length === 0) return [];
    const geometry = { type: "MultiPolygon", coordinates: polygonsFrom(mesh, km2, rings) };
    return filled.map((i) => {
      const control = without(mesh.words[word[i]], "bare");
      const days = { start: scene.dates[start[i]], end: scene.dates[end[i]] ?? null };
      return { type: "Feature", properties: { zone: mesh.ids[zone] || null, ...days, ...control }, geometry };
    });
  });
  const record = without(scene, "mesh", "spans", "spans_then", "messages", "embed");
  return JSON.stringify({
    type: "FeatureCollection",
    features,
    scene: { ...record, known_then: known === "then" },
  });
}
