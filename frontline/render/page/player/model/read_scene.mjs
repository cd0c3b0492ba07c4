// Bytes of the page → the scene that the player works on.

import { unpackGround } from "../codec/pack.mjs";
import { addDays } from "./dates.mjs";

/** List the spans of one clock that have an id, in plain words. */
function spansOf({ ids, words, runs }, clock, dates) {
  const { first, start, end, word } = runs[clock];
  const after = addDays(dates.at(-1), 1);
  const dayOf = (number) => dates[number] ?? after;
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
 * @param {Uint8Array} ground The packed ground.
 * @returns {Scene}
 */
export function readScene(record, ground) {
  const { packed, ...scene } = JSON.parse(new TextDecoder().decode(record));
  const { per_degree: perDegree, ids, words } = packed;
  const mesh = { ...unpackGround(ground), perDegree, ids, words };
  return {
    ...scene,
    mesh,
    spans: spansOf(mesh, "now", scene.dates),
    spans_then: spansOf(mesh, "then", scene.dates),
  };
}
