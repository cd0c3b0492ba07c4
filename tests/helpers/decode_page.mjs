// Decodes the data of a page as the page does, and prints the areas and the front of every day.

import { readFileSync } from "node:fs";

import { arcAreas, zoneAreas } from "../../frontline/render/page/player/model/areas.mjs";
import { frontArcs } from "../../frontline/render/page/player/model/front.mjs";
import { readScene } from "../../frontline/render/page/player/model/read_scene.mjs";
import { joinArcs, stitchRings } from "../../frontline/render/page/player/model/stitch_rings.mjs";
import { campNumbers, zoneValues } from "../../frontline/render/page/player/model/zone_states.mjs";

const scene = readScene(...process.argv.slice(2).map((path) => new Uint8Array(readFileSync(path))));
const { mesh } = scene;
const numbers = mesh.words.map(({ bare }, i) => (bare ? -1 : i)); // bare areas have no complete rings
const areas = zoneAreas(mesh, arcAreas(mesh));

function vertices(half) {
  const [start, end] = [mesh.first[half >> 1], mesh.first[(half >> 1) + 1]];
  const line = [];
  for (let i = start; i < end; i++) line.push([mesh.x[i], mesh.y[i]]);
  return half & 1 ? line.reverse() : line;
}

function line(halves) {
  const positions = vertices(halves[0]);
  for (const half of halves.slice(1)) {
    const next = vertices(half);
    if (String(next[0]) !== String(positions.at(-1))) throw new Error("the arcs of a line do not meet");
    positions.push(...next.slice(1));
  }
  return positions;
}

const days = [];
for (const clock of ["now", "then"]) {
  scene.dates.forEach((date, day) => {
    const state = zoneValues(mesh.runs[clock], day, numbers, -1);
    const km2 = mesh.words.map(() => 0);
    state.forEach((word, zone) => word >= 0 && (km2[word] += areas[zone]));
    const camps = zoneValues(mesh.runs[clock], day, campNumbers(scene), -1);
    days.push({
      clock,
      date,
      km2,
      rings: stitchRings(mesh, state, numbers.length).map((rings) => rings.map(line)),
      front: joinArcs(mesh, frontArcs(mesh, camps)).map(line),
    });
  });
}
const spanRows = (spans) =>
  spans.map(({ zone, start, end, status, side }) => [zone, start, end, status, side]);
const baseKinds = [...new Set(scene.baseMap.layers.map(({ kind }) => kind))];
process.stdout.write(
  JSON.stringify({
    base: Object.fromEntries(baseKinds.map((kind) => [kind, [...scene.baseMap.linesOf(kind)]])),
    base_names: scene.base,
    base_layers: scene.baseMap.layers,
    words: mesh.words,
    days,
    spans: { now: spanRows(scene.spans), then: spanRows(scene.spans_then) },
  }),
);
