// "Gained since": the texts of a comparison with another date.

import { balanceWords, km2Words } from "./values.mjs";

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

/**
 * Write the gains, losses and net change of each side since a date, and the parts that are due to
 * slivers and mapping method changes.
 *
 * @param {Page} page
 * @param {Day} since
 * @param {Tally} tally
 * @returns {string[]}
 */
export function sinceLines(page, since, { sides, slivers_km2: slivers }) {
  const { say } = page;
  const lines = sides.map((row) => {
    const net = km2Words(row.gain_km2 - row.loss_km2, say, true);
    const tally = tallyWords(page, row.side, row);
    return row.gain_km2 > 0 && row.loss_km2 > 0 ? say("net", { change: tally, km2: net }) : tally;
  });
  if (lines.length === 0) lines.push(say("no_area_changed"));
  if (slivers >= 0.05) lines.push(say("in_slivers", { km2: km2Words(slivers, say) }));
  return [...lines, ...breakLines(page, since)];
}
