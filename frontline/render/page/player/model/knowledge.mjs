// Knowledge on a date: the two clocks, amended claims, and claims that became known later.

import { controlKey, spanAt } from "./spans.mjs";

/** The two clocks: a date as known now, or as known at its end. */
export const CLOCKS = ["now", "then"];

/**
 * Bind an index to a clock, which determines its spans and changes and the result of `isKnown`.
 *
 * @param {SceneIndex} index
 * @param {Clock} known
 * @returns {KnownIndex}
 */
export function asKnown(index, known) {
  return { ...index, ...index.clocks[known], known };
}

/**
 * Test whether an event or a claim is known on a date.
 *
 * @param {KnownIndex} index
 * @param {MapEvent|Claim} item
 * @param {Day} date
 * @returns {boolean}
 */
export function isKnown({ known }, item, date) {
  return known === "now" || item.day <= date;
}

/**
 * List the known claims that retract or correct a claim.
 *
 * @param {KnownIndex} index
 * @param {Claim} claim
 * @param {Day} date
 * @returns {Claim[]}
 */
export function amendments(index, { id }, date) {
  return (index.amends.get(id) ?? []).filter((claim) => isKnown(index, claim, date));
}

/**
 * Test whether a claim stands: no standing claim retracts or corrects it.
 *
 * @param {KnownIndex} index
 * @param {Claim} claim
 * @param {Day} date
 * @returns {boolean}
 */
export function stands(index, claim, date) {
  return !amendments(index, claim, date).some((amendment) => stands(index, amendment, date));
}

/**
 * Test whether a claim asserts its value, on its own or as a correction.
 *
 * @param {Claim} claim
 * @returns {boolean}
 */
export function asserts({ stance }) {
  return stance === "asserts" || stance === "corrects";
}

/**
 * Return the claims to list on a date: those that are known and not retractions.
 *
 * @param {KnownIndex} index
 * @param {Claim[]} claims
 * @param {Day} date
 * @returns {Claim[]}
 */
export function listedClaims(index, claims, date) {
  return claims.filter((claim) => claim.stance !== "retracts" && isKnown(index, claim, date));
}

/** Test whether a claim was made after another; a day without a time is one moment. */
function isLater(claim, other) {
  const [[day, time], [otherDay, otherTime]] = [claim, other].map(({ at }) => at.split(" "));
  return day === otherDay && time && otherTime ? time > otherTime : day > otherDay;
}

/** Test whether the sources of two claims speak for different sides. */
function areOpposed({ sources }, claim, other) {
  const sidesOf = (ids) => (ids ?? []).map((id) => sources.get(id)?.side).filter(Boolean);
  const [sides, others] = [sidesOf(claim.sources), sidesOf(other.sources)];
  return sides.length > 0 && others.length > 0 && !sides.some((side) => others.includes(side));
}

function rangeOver(claims) {
  const high = Math.max(...claims.map((claim) => claim.high ?? claim.low));
  return {
    low: Math.min(...claims.map((claim) => claim.low)),
    high,
    open: claims.some((claim) => claim.high === null && claim.low === high),
  };
}

/**
 * Return the range of a count over the latest standing claim of each claimant.
 *
 * A later count that is not lower replaces the earlier ones, except those of another side: the count
 * rose. Counts of one moment differ, and so do a count and a lower one after it.
 * `text/tolls.py` does the same for reports.
 *
 * @param {KnownIndex} index
 * @param {Claim[]} claims
 * @param {Day} date
 * @returns {CountRange|null}
 */
export function countRange(index, claims, date) {
  const standing = listedClaims(index, claims, date).filter(
    (claim) => asserts(claim) && stands(index, claim, date),
  );
  const latest = new Map(standing.map((claim) => [claim.claimant, claim.at]));
  const last = standing.filter((claim) => latest.get(claim.claimant) === claim.at);
  if (last.length === 0) return null;
  const replaces = (claim, other) =>
    isLater(claim, other) && claim.low >= (other.high ?? other.low) && !areOpposed(index, claim, other);
  const current = last.filter((other) => !last.some((claim) => replaces(claim, other)));
  const [earliest] = standing;
  const first = rangeOver(standing.filter((claim) => !isLater(claim, earliest)));
  const range = rangeOver(current);
  const differ = new Set(current.map((claim) => `${claim.low} ${claim.high}`)).size > 1;
  return { ...range, differ, first: !differ && range.low > first.high ? first : null };
}

/**
 * Test whether the two clocks can differ, because of claims, events or histories of zones.
 *
 * @param {Scene} scene
 * @returns {boolean}
 */
export function twoClocks({ events, claims, mesh: { runs } }) {
  const isSameArray = (key) => runs.now[key].every((value, i) => value === runs.then[key][i]);
  const isSame = runs.now === runs.then || ["first", "start", "end", "word"].every(isSameArray);
  return events.length + claims.length > 0 || !isSame;
}

/**
 * List the places whose control on a date differs between the two clocks.
 *
 * @param {SceneIndex} index
 * @param {Day} date
 * @returns {Place[]}
 */
export function learntLater({ scene, clocks }, date) {
  const control = (clock, id) => {
    const span = spanAt(clocks[clock].spans.get(id), date);
    return span && controlKey(span);
  };
  return scene.places.filter(({ id }) => control("now", id) !== control("then", id));
}
