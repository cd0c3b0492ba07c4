// Bytes → the areas of every day: arcs, faces and the spans of each zone; pack.py has the encoder.

import { traceFaces, walkArcs } from "./arcs.mjs";
import { historian, labelFaces } from "./histories.mjs";
import { context, decoder } from "./range_coder.mjs";

/** Lay runs of all zones end to end: those of zone `z` stand from `first[z]` up to the next. */
function endToEnd(runs) {
  const first = new Int32Array(runs.length + 1);
  runs.forEach((run, i) => {
    first[i + 1] = first[i] + run.length / 3;
  });
  const [start, end, word] = [0, 1, 2].map(() => new Int32Array(first[runs.length]));
  let at = 0;
  for (const run of runs) {
    for (let i = 0; i < run.length; i += 3, at++) {
      start[at] = run[i];
      end[at] = run[i + 1];
      word[at] = run[i + 2];
    }
  }
  return { first, start, end, word };
}

/**
 * Read the ground of every day from its bytes.
 *
 * @param {Uint8Array} bytes
 * @returns {Omit<Mesh, "perDegree" | "ids" | "words">}
 */
export function unpackGround(bytes) {
  const read = decoder(bytes);
  const days = read.natural(context());
  const arcs = walkArcs(read);
  const after = traceFaces(arcs);
  const history = historian(read, days);
  const left = labelFaces(read, arcs, after, history);
  for (let rest = read.natural(context()); rest > 0; rest--) history.read([]);
  const { now, then } = history.runs;
  const [ofNow, alike] = [endToEnd(now), now.every((run, zone) => run === then[zone])];
  const runs = { now: ofNow, then: alike ? ofNow : endToEnd(then) };
  return { ...arcs, days, after, left, runs };
}
