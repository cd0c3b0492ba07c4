// Data blocks of the page → the scene.

import { unpackGround } from "../codec/pack.mjs";
import { baseMap } from "./base_map.mjs";
import { addDays } from "./dates.mjs";

/** List the spans of all zones with an id, by one clock, as objects. */
function spansOf({ ids, words, runs }, clock, dates) {
  const { first, start, end, word } = runs[clock];
  const periodEnd = addDays(dates.at(-1), 1);
  const dayOf = (day) => dates[day] ?? periodEnd;
  return ids.flatMap((zone, n) => {
    if (zone === "") return [];
    return Array.from({ length: first[n + 1] - first[n] }, (_, k) => {
      const i = first[n] + k;
      return { zone, start: dayOf(start[i]), end: dayOf(end[i]), ...words[word[i]] };
    });
  });
}

/**
 * Read the scene of a page from its two data blocks.
 *
 * @param {Uint8Array} record The record, as JSON.
 * @param {Uint8Array} ground The packed areas, then the packed base map.
 * @returns {Scene}
 */
export function readScene(record, ground) {
  const { packed, base_layers: layers, base_streams: streams, ...scene } = JSON.parse(
    new TextDecoder().decode(record),
  );
  const { per_degree: perDegree, ids, words } = packed;
  const mesh = { ...unpackGround(ground), perDegree, ids, words };
  return {
    ...scene,
    mesh,
    baseMap: baseMap(ground, layers, streams),
    spans: spansOf(mesh, "now", scene.dates),
    spans_then: spansOf(mesh, "then", scene.dates),
  };
}
