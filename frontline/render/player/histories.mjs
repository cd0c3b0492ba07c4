// What each face is, and since when, read as histories.py wrote it.

import { context, contexts } from "./decoder.mjs";

const AHEAD = 3;
const MOST_VOTES = 3;
const [UNKNOWN, OUTSIDE] = [-2, -1];
const [NEW, NONE] = [0, 1];
const [ON, LAST] = [0, 1];

/** Find what the fourth corner of a crossing is from the other three, in their order around it. */
function fourth(...corners) {
  const found = [];
  const at = [0, 0, 0];
  const words = [0, 0, 0];
  for (let day = 0; ; ) {
    let next = Infinity;
    corners.forEach((runs, k) => {
      while (runs[at[k] + 1] <= day) at[k] += 3;
      const [start, end, word] = [runs[at[k]], runs[at[k] + 1], runs[at[k] + 2]];
      words[k] = start <= day ? word : OUTSIDE;
      if (start > day) next = Math.min(next, start);
      else if (end > day) next = Math.min(next, end);
    });
    if (next === Infinity) return found;
    const [a, b, c] = words;
    const told = a === b ? c : b === c ? a : b;
    if (told !== OUTSIDE) {
      if (found.at(-1) === told && found.at(-2) === day) found[found.length - 2] = next;
      else found.push(day, next, told);
    }
    day = next;
  }
}

/** Read the histories of zones: by both clocks, spans as first day, end and word. */
export function historian({ bit, natural }, days) {
  const ctx = { spans: context(), same: context(), day: contexts(), on: contexts(), word: contexts() };
  const runs = { now: [], then: [] };
  const keyOf = (now, then) => {
    const [one, other] = [String(now), now === then ? null : String(then)];
    return other === null || other === one ? one : `${one}|${other}`;
  };
  const zoneWith = new Map([[keyOf([], []), OUTSIDE]]);
  const START = 0;
  const NEXT = 1;
  const END = 2;

  function day(kind, after, near) {
    const ahead = near.filter((other) => after <= other && other < days);
    const which = natural(ctx.day(kind * (AHEAD + 1) + Math.min(ahead.length, AHEAD)));
    if (which === LAST) return days;
    return which === ON ? after + natural(ctx.on(kind)) : ahead[which - 2];
  }
  function history(near) {
    const found = [];
    let [at, last] = [0, 0];
    for (let left = natural(ctx.spans), kind = START; left > 0; left--, kind = NEXT) {
      const start = day(kind, at, near);
      const end = day(END, start, near);
      last = natural(ctx.word(last));
      found.push(start, end, last);
      at = end;
    }
    return found;
  }
  function add(now, then) {
    runs.now.push(now);
    runs.then.push(then);
    zoneWith.set(keyOf(now, then), runs.now.length - 1);
  }
  return {
    runs,
    add,
    read(near) {
      const now = history(near);
      add(now, bit(ctx.same) ? now : history(near));
    },
    /** Tell the history of a crossing's fourth corner, and which zone has it, if one does. */
    foresee(...zones) {
      const of = (clock) => zones.map((zone) => (zone < 0 ? [] : runs[clock][zone]));
      const [now, then] = [of("now"), of("then")];
      const one = fourth(...now);
      const other = now.every((runs, i) => runs === then[i]) ? one : fourth(...then);
      const key = keyOf(one, other);
      return { key, now: one, then: other, zone: zoneWith.get(key) };
    },
    /** List the days on which something begins or ends in some zones, in order. */
    daysOf(zones) {
      const found = new Set();
      for (const zone of zones) {
        for (const clock of [runs.now, runs.then]) {
          clock[zone].forEach((value, i) => i % 3 < 2 && found.add(value));
        }
      }
      return [...found].sort((a, b) => a - b);
    },
  };
}

/** Read the zone to the left of each half-edge, and the history of each zone. */
export function labelFaces({ bit, natural }, { count }, after, history) {
  const [pureBit, toldBit, zoneOf] = [context(), contexts(), context()];
  const left = new Int32Array(2 * count).fill(UNKNOWN);
  const traced = new Uint8Array(2 * count);
  const recent = [];

  function use(zone) {
    const place = recent.indexOf(zone);
    if (place >= 0) recent.splice(place, 1);
    if (zone >= 0) recent.unshift(zone);
    return zone;
  }
  function zone(near) {
    const told = natural(zoneOf);
    if (told === NONE) return OUTSIDE;
    if (told > NONE) return use(recent[told - 2]);
    history.read(near());
    return use(history.runs.now.length - 1);
  }
  /** Read whether a face is what most of its corners tell; its zone, or UNKNOWN. */
  function foreseen(cycle) {
    const votes = new Map();
    for (const half of cycle) {
      const one = after[half ^ 1];
      const two = after[one ^ 1];
      const three = after[two ^ 1];
      if (after[three ^ 1] !== half || one === half || two === half) continue; // not four corners
      if (left[one] === UNKNOWN || left[two] === UNKNOWN || left[three] === UNKNOWN) continue;
      const told = history.foresee(left[one], left[two], left[three]);
      const vote = votes.get(told.key) ?? { told, count: 0 };
      votes.set(told.key, { told, count: vote.count + 1 });
    }
    if (votes.size === 0) return UNKNOWN;
    const { told, count: most } = [...votes.values()].reduce((a, b) => (b.count > a.count ? b : a));
    const known = told.zone !== undefined;
    const kind = (Math.min(most, MOST_VOTES) * 2 + (votes.size > 1)) * 2 + known;
    if (bit(toldBit(kind)) === 0) return UNKNOWN;
    if (!known) history.add(told.now, told.then);
    return use(told.zone ?? history.runs.now.length - 1);
  }
  for (let half = 0; half < 2 * count; half++) {
    if (traced[half]) continue;
    const cycle = [];
    for (let each = half; !traced[each]; each = after[each]) {
      traced[each] = 1;
      cycle.push(each);
    }
    const near = () =>
      history.daysOf(new Set(cycle.map((each) => left[each ^ 1]).filter((other) => other >= 0)));
    const pure = bit(pureBit) === 1;
    const told = pure ? foreseen(cycle) : UNKNOWN;
    const face = pure && told === UNKNOWN ? zone(near) : told;
    const faces = cycle.map(() => (pure ? face : zone(near)));
    cycle.forEach((each, i) => {
      left[each] = faces[i];
    });
  }
  return left;
}
