// The front in words: its segments, named by the places on either side.

import { frontArcsOn, zoneWords } from "../model/front.mjs";
import { kmBetween, lengthOf } from "../model/lengths.mjs";
import { lineOf } from "../model/stitch_rings.mjs";
import { campNumbers } from "../model/zone_states.mjs";

/** Return the place whose claims determine a zone: its own, or otherwise the nearest to a point. */
function deciderOf(index, zone, word, point) {
  const { mesh } = index.scene;
  const ownPlace = index.places.get(mesh.ids[zone].split(";")[0]) ?? null;
  const claims = (mesh.words[word]?.claims ?? []).map((id) => index.claim.get(id));
  const ids = new Set(claims.flatMap((claim) => claim?.places ?? []));
  if (ownPlace === null || ids.size === 0 || ids.has(ownPlace.id)) return ownPlace;
  return nearestTo([...ids].map((id) => index.places.get(id)), point);
}

function nearestTo(places, point) {
  const distance = ({ lon, lat }) => kmBetween(point, [lon, lat]);
  const located = places.filter((place) => place && place.lon !== null && place.kind !== "region");
  return located.sort((a, b) => distance(a) - distance(b))[0] ?? null;
}

/** Name a zone by the place that determines it or, if it was drawn, by the nearest place to a point. */
function nameOf({ index, say }, zone, word, point) {
  const place = deciderOf(index, zone, word, point);
  if (place) return place.name;
  const nearest = nearestTo(index.scene.places, point);
  return nearest ? say("near", { place: nearest.name }) : `${point[1].toFixed(2)}, ${point[0].toFixed(2)}`;
}

/**
 * Describe the segment of the front line that an arc belongs to.
 *
 * @param {Page} page
 * @param {Int16Array} words The word of each zone, see `zoneWords`.
 * @param {number} arc
 * @returns {Segment}
 */
export function segmentOf(page, words, arc) {
  const { mesh } = page.index.scene;
  const line = lineOf(mesh, 2 * arc);
  const middle = line[line.length >> 1];
  const camps = campNumbers(page.index.scene);
  const campOf = (zone) => camps[words[zone]];
  const zones = [mesh.left[2 * arc], mesh.left[2 * arc + 1]].sort((a, b) => campOf(a) - campOf(b));
  const names = zones.map((zone) => nameOf(page, zone, words[zone], middle));
  return { zones, at: middle, names, km: lengthOf(line) };
}

/**
 * List the segments of the front line on a date, the longest first; segments between the same two
 * places are merged.
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
    const segment = segmentOf(page, words, arc);
    const key = segment.names.join("\n");
    const sum = byNames.get(key) ?? { km: 0, longest: 0 };
    const longest = segment.km > sum.longest ? { ...segment, longest: segment.km } : {};
    byNames.set(key, { ...sum, ...longest, km: sum.km + segment.km });
  }
  return [...byNames.values()].sort((a, b) => b.km - a.km);
}
