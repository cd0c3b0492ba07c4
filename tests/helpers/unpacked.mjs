// Reads the data of a page as the page does, and prints the ground of every day.

import { readFileSync } from "node:fs";

import { arcAreas, zoneAreas } from "../../frontline/render/page/player/model/areas.mjs";
import { frontArcs } from "../../frontline/render/page/player/model/front.mjs";
import { readScene } from "../../frontline/render/page/player/model/read_scene.mjs";
import { joinArcs, stitchRings } from "../../frontline/render/page/player/model/stitch_rings.mjs";
import { sideNumbers, zoneValues } from "../../frontline/render/page/player/model/zone_states.mjs";

const scene = readScene(...process.argv.slice(2).map((path) => new Uint8Array(readFileSync(path))));
const { mesh } = scene;
const numbers = mesh.words.map(({ bare }, i) => (bare ? -1 : i)); // bare ground has no whole rings
const areas = zoneAreas(mesh, arcAreas(mesh));

function vertices(half) {
  const [from, to] = [mesh.first[half >> 1], mesh.first[(half >> 1) + 1]];
  const line = [];
  for (let i = from; i < to; i++) line.push([mesh.x[i], mesh.y[i]]);
  return half & 1 ? line.reverse() : line;
}

function line(halves) {
  const found = vertices(halves[0]);
  for (const half of halves.slice(1)) {
    const next = vertices(half);
    if (String(next[0]) !== String(found.at(-1))) throw new Error("a line is torn");
    found.push(...next.slice(1));
  }
  return found;
}

const days = [];
for (const clock of ["now", "then"]) {
  scene.dates.forEach((date, day) => {
    const state = zoneValues(mesh.runs[clock], day, numbers, -1);
    const km2 = mesh.words.map(() => 0);
    state.forEach((word, zone) => word >= 0 && (km2[word] += areas[zone]));
    const sides = zoneValues(mesh.runs[clock], day, sideNumbers(mesh), -1);
    days.push({
      clock,
      date,
      km2,
      rings: stitchRings(mesh, state, numbers.length).map((rings) => rings.map(line)),
      front: joinArcs(mesh, frontArcs(mesh, sides)).map(line),
    });
  });
}
const told = (spans) => spans.map(({ zone, start, end, status, side }) => [zone, start, end, status, side]);
process.stdout.write(
  JSON.stringify({
    words: mesh.words,
    days,
    spans: { now: told(scene.spans), then: told(scene.spans_then) },
  }),
);
