// What each face is, and since when, read as histories.py wrote it.

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

/** Find what the fourth corner of a crossing is from the other three, in their order around it. */
function fourth(corners) {
  const found = [];
  const at = [0, 0, 0];
  const words = [0, 0, 0];
  for (let day = 0; ; ) {
    let next = NEVER;
    for (let k = 0; k < 3; k++) {
      const runs = corners[k];
      while (at[k] < runs.length && runs[at[k] + 1] <= day) at[k] += 3;
      const begun = at[k] < runs.length && runs[at[k]] <= day;
      words[k] = begun ? runs[at[k] + 2] : OUTSIDE;
      if (at[k] < runs.length) next = Math.min(next, runs[begun ? at[k] + 1 : at[k]]);
    }
    if (next === NEVER) return found;
    const told = words[0] === words[1] ? words[2] : words[1] === words[2] ? words[0] : words[1];
    const last = found.length - 1;
    if (last > 0 && found[last] === told && found[last - 1] === day) found[last - 1] = next;
    else if (told !== OUTSIDE) found.push(day, next, told);
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
  let found = runs.length;
  for (let i = 0; i < runs.length; i++) found = (Math.imul(found, 31) + runs[i]) & DIGEST;
  return found;
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
  // Of each zone and each day, for which listing it was marked last.
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
    const found = [];
    let at = 0; // as far as it is read
    let passed = 0; // so many of the days nearby lie before that
    let last = 0;
    const day = (kind) => {
      while (passed < nearby.count && nearby.days[passed] < at) passed++;
      const which = natural(ctx.day(kind * (AHEAD + 1) + Math.min(nearby.count - passed, AHEAD)));
      if (which === LAST) at = days;
      else at = which === ON ? at + natural(ctx.on(kind)) : nearby.days[passed + which - 2];
      return at;
    };
    for (let left = natural(ctx.spans), kind = START; left > 0; left--, kind = NEXT) {
      found.push(day(kind), day(END));
      last = natural(ctx.word(last));
      found.push(last);
    }
    return found;
  };
}

/**
 * Read the histories of zones: by both clocks, spans as first day, end and word.
 *
 * @param {Decoder} reader
 * @param {number} days
 * @returns {History}
 */
export function historian(reader, days) {
  const runs = { now: [], then: [] };
  const [zones, nearby, same] = [zoneFinder(runs), nearbyDays(runs, days), context()];
  const readRuns = runsReader(reader, nearby, days);
  return {
    runs,
    add: zones.add,
    /** Read the history of a new zone, of which others lie beside, and return its number. */
    read(beside) {
      nearby.list(beside);
      const now = readRuns();
      return zones.add(now, reader.bit(same) ? now : readRuns());
    },
    /** Tell the history of a crossing's fourth corner, and which zone has it, or UNKNOWN. */
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
 * @param {History} history
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
    const told = natural(zoneOf);
    if (told === NONE) return OUTSIDE;
    if (told === NEW) {
      const beside = [];
      for (let i = 0; i < cycle.length; i++) {
        const other = left[cycle[i] ^ 1];
        if (other >= 0) beside.push(other);
      }
      return meet(history.read(beside));
    }
    const place = recent.length + 1 - told;
    return meetAgain(recent[place], place);
  }
  /** List what the corners of a face tell that it is, each with how many do. */
  function votesOf(cycle) {
    const votes = [];
    for (let i = 0; i < cycle.length; i++) {
      const half = cycle[i];
      const one = after[half ^ 1];
      const two = after[one ^ 1];
      const three = after[two ^ 1];
      if (after[three ^ 1] !== half || one === half || two === half) continue; // not four corners
      if (left[one] === UNKNOWN || left[two] === UNKNOWN || left[three] === UNKNOWN) continue;
      const told = history.foresee([left[one], left[two], left[three]]);
      const alike = votes.find(({ now, then }) => sameRuns(now, told.now) && sameRuns(then, told.then));
      if (alike) alike.count += 1;
      else votes.push(told);
    }
    return votes;
  }
  /** Read whether a face is what most of its corners tell; its zone, or UNKNOWN. */
  function foreseen(cycle) {
    const votes = votesOf(cycle);
    if (votes.length === 0) return UNKNOWN;
    const told = votes.reduce((a, b) => (b.count > a.count ? b : a));
    const known = told.zone !== UNKNOWN;
    const kind = (Math.min(told.count, MOST_VOTES) * 2 + Number(votes.length > 1)) * 2 + Number(known);
    if (bit(toldBit(kind)) === 0) return UNKNOWN;
    if (!known) return meet(history.add(told.now, told.then));
    return told.zone === OUTSIDE ? OUTSIDE : meetAgain(told.zone, recent.lastIndexOf(told.zone));
  }
  for (let half = 0; half < 2 * count; half++) {
    if (traced[half]) continue;
    const cycle = [];
    for (let each = half; !traced[each]; each = after[each]) {
      traced[each] = 1;
      cycle.push(each);
    }
    const pure = bit(pureBit) === 1;
    const told = pure ? foreseen(cycle) : UNKNOWN;
    const face = pure && told === UNKNOWN ? zone(cycle) : told;
    const faces = pure ? null : cycle.map(() => zone(cycle));
    for (let i = 0; i < cycle.length; i++) left[cycle[i]] = pure ? face : faces[i];
  }
  return left;
}
