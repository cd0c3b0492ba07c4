// "Gained since": what a day to compare with makes of legend and day list.

import { balanceWords, km2Words } from "./values.mjs";

/** Write between which days ground is marked: "since 8 July 2024", "until 1 June". */
export function sinceWords({ words, say, date }, since) {
  return say(since <= date ? "since_day" : "until_day", { date: words.full(since) });
}

export function sideName({ sides }, side) {
  return sides.get(side)?.name ?? side;
}

function tallyWords({ index, say }, side, tally) {
  const row = { ...tally, claimed_km2: 0, gained: 0, lost: 0 };
  return balanceWords(row, sideName(index, side), say);
}

/** Write what passed on the days in between on which the way of drawing changed. */
function breakLines(page, since) {
  const { breaks = [] } = page.index.scene;
  const [first, last] = [since, page.date].sort();
  return breaks
    .filter(({ date }) => first < date && date <= last)
    .map(({ date, by_side: sides = {} }) => {
      const rows = Object.entries(sides).filter(([, row]) => row.gain_km2 + row.loss_km2 > 0);
      const told = rows.map(([side, row]) => tallyWords(page, side, row)).join(page.say("comma"));
      return page.say(told ? "break_on_told" : "break_on", { date: page.words.full(date), told });
    });
}

/** Write what each side gained and lost since a day, the net of both, and what is not the front's. */
export function sinceLines(page, since, { sides, slivers_km2: slivers }) {
  const { say } = page;
  const lines = sides.map((row) => {
    const net = km2Words(row.gain_km2 - row.loss_km2, say, true);
    const told = tallyWords(page, row.side, row);
    return row.gain_km2 > 0 && row.loss_km2 > 0 ? say("net", { told, km2: net }) : told;
  });
  if (lines.length === 0) lines.push(say("nothing_passed"));
  if (slivers >= 0.05) lines.push(say("in_slivers", { km2: km2Words(slivers, say) }));
  return [...lines, ...breakLines(page, since)];
}
