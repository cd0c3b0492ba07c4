// Bytes → the zone of each face, and the spans of each zone; histories.py has the encoder.

import { context, contexts } from "./range_coder.mjs";

const MAX_AHEAD = 3;
const MAX_VOTES = 3;
const [UNKNOWN, OUTSIDE] = [-2, -1];
const [NEW, NONE] = [0, 1];
const [ON, LAST] = [0, 1];
const START = 0;
const NEXT = 1;
const END = 2;
const NEVER = 2 ** 30;
const DIGEST = 2 ** 28 - 1;
const NOTHING = [];

/** Predict the spans in the fourth corner of a crossing from the other three, in their order around it. */
function fourthCorner(corners) {
  const runs = [];
  const index = [0, 0, 0];
  const words = [0, 0, 0];
  for (let day = 0;;) {
    let next = NEVER;
    for (let k = 0; k < 3; k++) {
      const corner = corners[k];
      while (index[k] < corner.length && corner[index[k] + 1] <= day) index[k] += 3;
      const begun = index[k] < corner.length && corner[index[k]] <= day;
      words[k] = begun ? corner[index[k] + 2] : OUTSIDE;
      if (index[k] < corner.length) next = Math.min(next, corner[begun ? index[k] + 1 : index[k]]);
    }
    if (next === NEVER) return runs;
    const word = words[0] === words[1] ? words[2] : words[1] === words[2] ? words[0] : words[1];
    const last = runs.length - 1;
    if (last > 0 && runs[last] === word && runs[last - 1] === day) runs[last - 1] = next;
    else if (word !== OUTSIDE) runs.push(day, next, word);
    day = next;
  }
}

function sameRuns(runs, others) {
  if (runs === others) return true;
  if (runs.length !== others.length) return false;
  for (let i = 0; i < runs.length; i++) if (runs[i] !== others[i]) return false;
  return true;
}

function digest(runs) {
  let hash = runs.length;
  for (let i = 0; i < runs.length; i++) hash = (Math.imul(hash, 31) + runs[i]) & DIGEST;
  return hash;
}

/** Make an index of zones by their histories, by both clocks. */
function zoneFinder(runs) {
  const zonesBy = new Map(); // the digests of both histories, in one number
  function numberOf(now, then) {
    const hash = digest(now);
    return (Math.imul(hash, 31) + (now === then ? hash : digest(then))) & DIGEST;
  }
  return {
    /** Return the newest zone with a history, OUTSIDE for an empty history, or else UNKNOWN. */
    find(now, then) {
      const zones = zonesBy.get(numberOf(now, then)) ?? NOTHING;
      for (let i = zones.length - 1; i >= 0; i--) {
        if (sameRuns(runs.now[zones[i]], now) && sameRuns(runs.then[zones[i]], then)) return zones[i];
      }
      return now.length + then.length === 0 ? OUTSIDE : UNKNOWN;
    },
    /** Add a zone and return its number. */
    add(now, then) {
      const zone = runs.now.push(now) - 1;
      runs.then.push(then);
      const number = numberOf(now, then);
      if (zonesBy.has(number)) zonesBy.get(number).push(zone);
      else zonesBy.set(number, [zone]);
      return zone;
    },
  };
}

/** Make the list of the days on which spans of some zones begin or end. */
function nearbyDays(runs, days) {
  // For each zone and each day, the number of the last listing that marked it.
  const [zonesMarked, marked] = [[], new Int32Array(days + 1)];
  let listing = 0;
  function mark(spans) {
    for (let i = 0; i < spans.length; i += 3) marked[spans[i]] = marked[spans[i + 1]] = listing;
  }
  const nearby = {
    days: new Int32Array(days),
    count: 0,
    /** List the days of some zones in order, without the end of the period. */
    list(zones) {
      listing += 1;
      for (let i = 0; i < zones.length; i++) {
        const zone = zones[i];
        if (zonesMarked[zone] === listing) continue;
        zonesMarked[zone] = listing;
        mark(runs.now[zone]);
        if (runs.then[zone] !== runs.now[zone]) mark(runs.then[zone]);
      }
      nearby.count = 0;
      for (let day = 0; day < days; day++) if (marked[day] === listing) nearby.days[nearby.count++] = day;
    },
  };
  return nearby;
}

/** Make the function that reads the spans of a zone, each as first day, end and word. */
function runsReader({ natural }, nearby, days) {
  const ctx = { spans: context(), day: contexts(), on: contexts(), word: contexts() };
  return () => {
    const runs = [];
    let position = 0; // the day read last
    let skipped = 0; // number of nearby days before it
    let last = 0;
    const day = (kind) => {
      while (skipped < nearby.count && nearby.days[skipped] < position) skipped++;
      const code = natural(ctx.day(kind * (MAX_AHEAD + 1) + Math.min(nearby.count - skipped, MAX_AHEAD)));
      if (code === LAST) position = days;
      else position = code === ON ? position + natural(ctx.on(kind)) : nearby.days[skipped + code - 2];
      return position;
    };
    for (let count = natural(ctx.spans), kind = START; count > 0; count--, kind = NEXT) {
      runs.push(day(kind), day(END));
      last = natural(ctx.word(last));
      runs.push(last);
    }
    return runs;
  };
}

/**
 * Make the reader of zone histories: the spans by both clocks, each as first day, end and word.
 *
 * @param {Decoder} reader
 * @param {number} days
 * @returns {ZoneHistory}
 */
export function historian(reader, days) {
  const runs = { now: [], then: [] };
  const [zones, nearby, same] = [zoneFinder(runs), nearbyDays(runs, days), context()];
  const readRuns = runsReader(reader, nearby, days);
  return {
    runs,
    add: zones.add,
    /** Read the history of a new zone between neighbours, and return its number. */
    read(neighbours) {
      nearby.list(neighbours);
      const now = readRuns();
      return zones.add(now, reader.bit(same) ? now : readRuns());
    },
    /** Predict the spans in the fourth corner of a crossing, and find its zone, or UNKNOWN. */
    foresee(corners) {
      const now = corners.map((zone) => (zone < 0 ? NOTHING : runs.now[zone]));
      const then = corners.map((zone) => (zone < 0 ? NOTHING : runs.then[zone]));
      const nowRuns = fourthCorner(now);
      const thenRuns = now.every((run, i) => run === then[i]) ? nowRuns : fourthCorner(then);
      return { now: nowRuns, then: thenRuns, zone: zones.find(nowRuns, thenRuns), count: 1 };
    },
  };
}

/**
 * Read the zone to the left of each half-edge, and the history of each zone.
 *
 * @param {Decoder} reader
 * @param {{count: number}} arcs
 * @param {Int32Array} after
 * @param {ZoneHistory} history
 * @returns {Int32Array}
 */
export function labelFaces({ bit, natural }, { count }, after, history) {
  const [uniformBit, predictedBit, zoneOf] = [context(), contexts(), context()];
  const left = new Int32Array(2 * count).fill(UNKNOWN);
  const traced = new Uint8Array(2 * count);
  const recent = []; // zones, the last one used at the end

  function meet(zone) {
    recent.push(zone);
    return zone;
  }
  function meetAgain(zone, place) {
    recent.splice(place, 1);
    return meet(zone);
  }
  function zone(cycle) {
    const code = natural(zoneOf);
    if (code === NONE) return OUTSIDE;
    if (code === NEW) {
      const neighbours = [];
      for (let i = 0; i < cycle.length; i++) {
        const neighbour = left[cycle[i] ^ 1];
        if (neighbour >= 0) neighbours.push(neighbour);
      }
      return meet(history.read(neighbours));
    }
    const place = recent.length + 1 - code;
    return meetAgain(recent[place], place);
  }
  /** List the histories that the corners of a face predict, each with its number of corners. */
  function votesOf(cycle) {
    const votes = [];
    for (let i = 0; i < cycle.length; i++) {
      const half = cycle[i];
      const first = after[half ^ 1];
      const second = after[first ^ 1];
      const third = after[second ^ 1];
      if (after[third ^ 1] !== half || first === half || second === half) continue; // not four corners
      if (left[first] === UNKNOWN || left[second] === UNKNOWN || left[third] === UNKNOWN) continue;
      const vote = history.foresee([left[first], left[second], left[third]]);
      const same = votes.find(({ now, then }) => sameRuns(now, vote.now) && sameRuns(then, vote.then));
      if (same) same.count += 1;
      else votes.push(vote);
    }
    return votes;
  }
  /** Read whether the prediction of most corners is right; return the zone, or UNKNOWN. */
  function predictedZone(cycle) {
    const votes = votesOf(cycle);
    if (votes.length === 0) return UNKNOWN;
    const vote = votes.reduce((a, b) => (b.count > a.count ? b : a));
    const known = vote.zone !== UNKNOWN;
    const kind = (Math.min(vote.count, MAX_VOTES) * 2 + Number(votes.length > 1)) * 2 + Number(known);
    if (bit(predictedBit(kind)) === 0) return UNKNOWN;
    if (!known) return meet(history.add(vote.now, vote.then));
    return vote.zone === OUTSIDE ? OUTSIDE : meetAgain(vote.zone, recent.lastIndexOf(vote.zone));
  }
  for (let half = 0; half < 2 * count; half++) {
    if (traced[half]) continue;
    const cycle = [];
    for (let other = half; !traced[other]; other = after[other]) {
      traced[other] = 1;
      cycle.push(other);
    }
    const isUniform = bit(uniformBit) === 1;
    const predicted = isUniform ? predictedZone(cycle) : UNKNOWN;
    const face = isUniform && predicted === UNKNOWN ? zone(cycle) : predicted;
    const faces = isUniform ? null : cycle.map(() => zone(cycle));
    for (let i = 0; i < cycle.length; i++) left[cycle[i]] = isUniform ? face : faces[i];
  }
  return left;
}
