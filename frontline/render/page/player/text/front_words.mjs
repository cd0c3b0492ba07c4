// The front in words: what stands on either side of a stretch, and on whose word.

import { frontArcsOn, kmBetween, lengthOf, zoneWords } from "../model/front.mjs";
import { lineOf } from "../model/stitch_rings.mjs";
import { sideNumbers } from "../model/zone_states.mjs";

/** Find the place whose claims decide a zone: its own, or of the others the nearest to a point. */
function deciderOf(index, zone, word, at) {
  const { mesh } = index.scene;
  const own = index.places.get(mesh.ids[zone].split(";")[0]) ?? null;
  const claims = (mesh.words[word]?.claims ?? []).map((id) => index.claim.get(id));
  const ids = new Set(claims.flatMap((claim) => claim?.places ?? []));
  if (own === null || ids.size === 0 || ids.has(own.id)) return own;
  return nearestTo([...ids].map((id) => index.places.get(id)), at);
}

function nearestTo(places, at) {
  const away = ({ lon, lat }) => kmBetween(at, [lon, lat]);
  const located = places.filter((place) => place && place.lon !== null && place.kind !== "region");
  return located.sort((a, b) => away(a) - away(b))[0] ?? null;
}

/** Name a zone by the place that decides it or, where it was drawn, by the one nearest to a point. */
function nameOf({ index, say }, zone, word, at) {
  const place = deciderOf(index, zone, word, at);
  if (place) return place.name;
  const near = nearestTo(index.scene.places, at);
  return near ? say("near", { place: near.name }) : `${at[1].toFixed(2)}, ${at[0].toFixed(2)}`;
}

/**
 * Describe the segment of the front line that an arc is part of.
 *
 * @param {Page} page
 * @param {Int16Array} words The word of each zone, see `zoneWords`.
 * @param {number} arc
 * @returns {Segment}
 */
export function segmentOf(page, words, arc) {
  const { mesh } = page.index.scene;
  const line = lineOf(mesh, 2 * arc);
  const at = line[line.length >> 1];
  const sides = sideNumbers(mesh);
  const order = (zone) => sides[words[zone]];
  const zones = [mesh.left[2 * arc], mesh.left[2 * arc + 1]].sort((a, b) => order(a) - order(b));
  const names = zones.map((zone) => nameOf(page, zone, words[zone], at));
  return { zones, at, names, km: lengthOf(line) };
}

/**
 * List the segments of the front line on a date, the longest first. Those between the same two
 * places are one.
 *
 * @param {Page} page
 * @param {Day} date
 * @returns {Segment[]}
 */
export function frontSegments(page, date) {
  const { index } = page;
  const words = zoneWords(index, date);
  const byNames = new Map();
  for (const arc of frontArcsOn(index, date)) {
    const stretch = segmentOf(page, words, arc);
    const key = stretch.names.join("\n");
    const sum = byNames.get(key) ?? { km: 0, longest: 0 };
    const middle = stretch.km > sum.longest ? { ...stretch, longest: stretch.km } : {};
    byNames.set(key, { ...sum, ...middle, km: sum.km + stretch.km });
  }
  return [...byNames.values()].sort((a, b) => b.km - a.km);
}
