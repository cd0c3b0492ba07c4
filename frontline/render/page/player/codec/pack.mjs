// Bytes → the areas of every day: arcs, faces and the spans of each zone; pack.py has the encoder.

import { traceFaces, walkArcs } from "./arcs.mjs";
import { historian, labelFaces } from "./histories.mjs";
import { context, decoder } from "./range_coder.mjs";

/** Concatenate the runs of all zones: those of zone `z` are at `first[z]` up to `first[z + 1]`. */
function endToEnd(runs) {
  const first = new Int32Array(runs.length + 1);
  runs.forEach((run, i) => {
    first[i + 1] = first[i] + run.length / 3;
  });
  const [start, end, word] = [0, 1, 2].map(() => new Int32Array(first[runs.length]));
  let index = 0;
  for (const run of runs) {
    for (let i = 0; i < run.length; i += 3, index++) {
      start[index] = run[i];
      end[index] = run[i + 1];
      word[index] = run[i + 2];
    }
  }
  return { first, start, end, word };
}

/**
 * Decode the areas of every day.
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
  for (let count = read.natural(context()); count > 0; count--) history.read([]);
  const { now, then } = history.runs;
  const [nowRuns, isSame] = [endToEnd(now), now.every((run, zone) => run === then[zone])];
  const runs = { now: nowRuns, then: isSame ? nowRuns : endToEnd(then) };
  return { ...arcs, days, after, left, runs };
}
