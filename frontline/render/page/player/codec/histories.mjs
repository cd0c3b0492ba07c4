// Bytes → the zone of each face, and the spans of each zone; histories.py has the encoder.

import { context, contexts } from "./range_coder.mjs";

const AHEAD = 3;
const MOST_VOTES = 3;
const [UNKNOWN, OUTSIDE] = [-2, -1];
const [NEW, NONE] = [0, 1];
const [ON, LAST] = [0, 1];
const START = 0;
const NEXT = 1;
const END = 2;
const NEVER = 2 ** 30;
const DIGEST = 2 ** 28 - 1;
const NOTHING = [];

/** Predict the spans in the fourth corner of a crossing from the other three, in order around it. */
function fourth(corners) {
  const runs = [];
  const at = [0, 0, 0];
  const words = [0, 0, 0];
  for (let day = 0;;) {
    let next = NEVER;
    for (let k = 0; k < 3; k++) {
      const corner = corners[k];
      while (at[k] < corner.length && corner[at[k] + 1] <= day) at[k] += 3;
      const begun = at[k] < corner.length && corner[at[k]] <= day;
      words[k] = begun ? corner[at[k] + 2] : OUTSIDE;
      if (at[k] < corner.length) next = Math.min(next, corner[begun ? at[k] + 1 : at[k]]);
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
  let number = runs.length;
  for (let i = 0; i < runs.length; i++) number = (Math.imul(number, 31) + runs[i]) & DIGEST;
  return number;
}

/** Find zones by their histories, by both clocks. */
function zoneFinder(runs) {
  const zonesBy = new Map(); // the digests of both histories, in one number
  function numberOf(now, then) {
    const one = digest(now);
    return (Math.imul(one, 31) + (now === then ? one : digest(then))) & DIGEST;
  }
  return {
    /** Find the last zone with a history: OUTSIDE where it is empty, else UNKNOWN if no zone has it. */
    find(now, then) {
      const zones = zonesBy.get(numberOf(now, then)) ?? NOTHING;
      for (let i = zones.length - 1; i >= 0; i--) {
        if (sameRuns(runs.now[zones[i]], now) && sameRuns(runs.then[zones[i]], then)) return zones[i];
      }
      return now.length + then.length === 0 ? OUTSIDE : UNKNOWN;
    },
    /** Add a zone, and return its number. */
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

/** Make the list of the days on which something begins or ends in some zones. */
function nearbyDays(runs, days) {
  // For each zone and each day, the number of the last listing that marked it.
  const [zonesMarked, marked] = [[], new Int32Array(days + 1)];
  let listings = 0;
  function mark(spans) {
    for (let i = 0; i < spans.length; i += 3) marked[spans[i]] = marked[spans[i + 1]] = listings;
  }
  const nearby = {
    days: new Int32Array(days),
    count: 0,
    /** List the days of some zones in order, all but the last day of the map. */
    list(zones) {
      listings += 1;
      for (let i = 0; i < zones.length; i++) {
        const zone = zones[i];
        if (zonesMarked[zone] === listings) continue;
        zonesMarked[zone] = listings;
        mark(runs.now[zone]);
        if (runs.then[zone] !== runs.now[zone]) mark(runs.then[zone]);
      }
      nearby.count = 0;
      for (let day = 0; day < days; day++) if (marked[day] === listings) nearby.days[nearby.count++] = day;
    },
  };
  return nearby;
}

/** Make the function that reads the spans of a zone as first day, end and word. */
function runsReader({ natural }, nearby, days) {
  const ctx = { spans: context(), day: contexts(), on: contexts(), word: contexts() };
  return () => {
    const runs = [];
    let at = 0; // the last day that was read
    let passed = 0; // how many of the days nearby lie before it
    let last = 0;
    const day = (kind) => {
      while (passed < nearby.count && nearby.days[passed] < at) passed++;
      const which = natural(ctx.day(kind * (AHEAD + 1) + Math.min(nearby.count - passed, AHEAD)));
      if (which === LAST) at = days;
      else at = which === ON ? at + natural(ctx.on(kind)) : nearby.days[passed + which - 2];
      return at;
    };
    for (let left = natural(ctx.spans), kind = START; left > 0; left--, kind = NEXT) {
      runs.push(day(kind), day(END));
      last = natural(ctx.word(last));
      runs.push(last);
    }
    return runs;
  };
}

/**
 * Read the histories of zones: by both clocks, spans as first day, end and word.
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
    /** Read the history of a new zone between others, and return its number. */
    read(beside) {
      nearby.list(beside);
      const now = readRuns();
      return zones.add(now, reader.bit(same) ? now : readRuns());
    },
    /** Predict the spans in the fourth corner of a crossing, and the zone that has them, or UNKNOWN. */
    foresee(corners) {
      const now = corners.map((zone) => (zone < 0 ? NOTHING : runs.now[zone]));
      const then = corners.map((zone) => (zone < 0 ? NOTHING : runs.then[zone]));
      const one = fourth(now);
      const other = now.every((each, i) => each === then[i]) ? one : fourth(then);
      return { now: one, then: other, zone: zones.find(one, other), count: 1 };
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
  const [pureBit, toldBit, zoneOf] = [context(), contexts(), context()];
  const left = new Int32Array(2 * count).fill(UNKNOWN);
  const traced = new Uint8Array(2 * count);
  const recent = []; // zones, the one met last at the end

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
      const beside = [];
      for (let i = 0; i < cycle.length; i++) {
        const neighbour = left[cycle[i] ^ 1];
        if (neighbour >= 0) beside.push(neighbour);
      }
      return meet(history.read(beside));
    }
    const place = recent.length + 1 - code;
    return meetAgain(recent[place], place);
  }
  /** List the histories that the corners of a face predict, with the number of corners. */
  function votesOf(cycle) {
    const votes = [];
    for (let i = 0; i < cycle.length; i++) {
      const half = cycle[i];
      const one = after[half ^ 1];
      const two = after[one ^ 1];
      const three = after[two ^ 1];
      if (after[three ^ 1] !== half || one === half || two === half) continue; // not four corners
      if (left[one] === UNKNOWN || left[two] === UNKNOWN || left[three] === UNKNOWN) continue;
      const vote = history.foresee([left[one], left[two], left[three]]);
      const alike = votes.find(({ now, then }) => sameRuns(now, vote.now) && sameRuns(then, vote.then));
      if (alike) alike.count += 1;
      else votes.push(vote);
    }
    return votes;
  }
  /** Read whether a face is what most of its corners predict; its zone, or UNKNOWN. */
  function foreseen(cycle) {
    const votes = votesOf(cycle);
    if (votes.length === 0) return UNKNOWN;
    const vote = votes.reduce((a, b) => (b.count > a.count ? b : a));
    const known = vote.zone !== UNKNOWN;
    const kind = (Math.min(vote.count, MOST_VOTES) * 2 + Number(votes.length > 1)) * 2 + Number(known);
    if (bit(toldBit(kind)) === 0) return UNKNOWN;
    if (!known) return meet(history.add(vote.now, vote.then));
    return vote.zone === OUTSIDE ? OUTSIDE : meetAgain(vote.zone, recent.lastIndexOf(vote.zone));
  }
  for (let half = 0; half < 2 * count; half++) {
    if (traced[half]) continue;
    const cycle = [];
    for (let each = half; !traced[each]; each = after[each]) {
      traced[each] = 1;
      cycle.push(each);
    }
    const pure = bit(pureBit) === 1;
    const zoneForeseen = pure ? foreseen(cycle) : UNKNOWN;
    const face = pure && zoneForeseen === UNKNOWN ? zone(cycle) : zoneForeseen;
    const faces = pure ? null : cycle.map(() => zone(cycle));
    for (let i = 0; i < cycle.length; i++) left[cycle[i]] = pure ? face : faces[i];
  }
  return left;
}
