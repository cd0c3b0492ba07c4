// "Gained since": the texts of a comparison with another date.

import { balanceWords, km2Words, sentence } from "./values.mjs";

/**
 * Write the period of a comparison: "since 8 July 2024", "until 1 June".
 *
 * @param {Page} page
 * @param {Day} since
 * @returns {string}
 */
export function sinceWords({ words, say, date }, since) {
  return say(since <= date ? "since_day" : "until_day", { date: words.full(since) });
}

/**
 * Name a side.
 *
 * @param {SceneIndex} index
 * @param {string} side
 * @returns {string}
 */
export function sideName({ sides }, side) {
  return sides.get(side)?.name ?? side;
}

function tallyWords({ index, say }, side, tally) {
  const row = { ...tally, claimed_km2: 0, gained: 0, lost: 0 };
  return balanceWords(row, sideName(index, side), say);
}

/** Write the changes of control on dates in between on which the mapping method changed. */
function breakLines(page, since) {
  const { breaks = [] } = page.index.scene;
  const [first, last] = [since, page.date].sort();
  return breaks
    .filter(({ date }) => first < date && date <= last)
    .map(({ date, by_side: sides = {} }) => {
      const rows = Object.entries(sides).filter(([, row]) => row.gain_km2 + row.loss_km2 > 0);
      const changes = rows.map(([side, row]) => tallyWords(page, side, row)).join(page.say("comma"));
      const key = changes ? "break_with_change" : "break_on";
      return page.say(key, { date: page.words.full(date), change: changes });
    });
}

/** List who may have an area: the sides in their order, then nobody. */
function holdersOf({ scene }) {
  const sides = scene.sides.map(({ id }) => ({ status: "held", side: id }));
  return [...sides, { status: "contested", side: null }, { status: "unknown", side: null }];
}

function holderWords({ index, say }, { status, side }) {
  return side === null ? say.word("status", status) : sideName(index, side);
}

/** Write a total with the holders that its parts come from or go to. */
function withParts(page, key, total, parts) {
  const { say } = page;
  const write = (km2, holder) => say(key, { km2, holder: holderWords(page, holder) });
  if (parts.length === 1) return write(total, parts[0].holder);
  const listed = parts.map(({ km2, holder }) => write(km2Words(km2, say), holder));
  return say("total_of", { total, parts: listed.join(say("comma")) });
}

/** Write what a holder gained and lost, and from whom and to whom; see `text/gain_words.py`. */
function gainWords(page, exchanges, { status, side }) {
  const isHolder = (other) => other.status === status && other.side === side;
  const gains = exchanges.flatMap(({ was, now, km2 }) => isHolder(now) ? [{ holder: was, km2 }] : []);
  const losses = exchanges.flatMap(({ was, now, km2 }) => isHolder(was) ? [{ holder: now, km2 }] : []);
  const [gain, loss] = [gains, losses].map((parts) => parts.reduce((sum, { km2 }) => sum + km2, 0));
  const { say } = page;
  const both = gain > 0 && loss > 0;
  const gained = () => withParts(page, "gain_from", km2Words(gain, say, !both), gains);
  const lost = () => withParts(page, "loss_to", km2Words(both ? loss : -loss, say, !both), losses);
  if (both) {
    const net = km2Words(gain - loss, say, true);
    return say("gained_lost", { net, gain: gained(), loss: lost() });
  }
  return gain > 0 ? gained() : loss > 0 ? lost() : "";
}

/**
 * Write the gains and losses of each side since a date and of contested and unknown areas, and the
 * parts that are due to slivers and mapping method changes.
 *
 * @param {Page} page
 * @param {Day} since
 * @param {Tally} tally
 * @returns {string[]}
 */
export function sinceLines(page, since, { exchanges, slivers_km2: slivers }) {
  const { say } = page;
  const lines = holdersOf(page.index).flatMap((holder) => {
    const words = gainWords(page, exchanges, holder);
    return words ? [`${sentence(holderWords(page, holder))}: ${words}`] : [];
  });
  if (lines.length === 0) lines.push(say("no_area_changed"));
  if (slivers >= 0.05) lines.push(say("in_slivers", { km2: km2Words(slivers, say) }));
  return [...lines, ...breakLines(page, since)];
}
