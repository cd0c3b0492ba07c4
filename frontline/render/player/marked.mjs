// "Gained since": what a day to compare with makes of legend and day list.

import { el } from "./dom.mjs";
import { markSwatch } from "./symbols.mjs";
import { balanceWords, km2Words } from "./words.mjs";

/** Write between which days ground is marked: "since 8 July 2024", "until 1 June". */
export function sinceWords({ words, date }, since) {
  return since <= date ? `since ${words.full(since)}` : `until ${words.full(since)}`;
}

function sideName({ sides }, side) {
  return sides.get(side)?.name ?? side;
}

/** Make the legend's keys for shaded ground. */
export function sinceKeys(page, since, shades) {
  const key = (shade) => {
    const what = `${shade.gain ? "Gained" : "Lost"} by ${sideName(page.index, shade.side)}`;
    return el("li", markSwatch(page.index, shade), el("span", `${what} ${sinceWords(page, since)}`));
  };
  return shades.map(key);
}

function tallyWords({ index }, side, tally) {
  const row = { ...tally, claimed_km2: 0, gained: 0, lost: 0 };
  return balanceWords(row, sideName(index, side), index.scene.language);
}

/** Write what passed on the days in between on which the way of drawing changed. */
function breakLines(page, since) {
  const { breaks = [] } = page.index.scene;
  const [first, last] = [since, page.date].sort();
  return breaks
    .filter(({ date }) => first < date && date <= last)
    .map(({ date, by_side: sides = {} }) => {
      const rows = Object.entries(sides).filter(([, row]) => row.gain_km2 + row.loss_km2 > 0);
      const told = rows.map(([side, row]) => tallyWords(page, side, row)).join(", ");
      const changed = `On ${page.words.full(date)} the way of drawing changed`;
      return told ? `${changed}: ${told} that day` : changed;
    });
}

/** Write what each side gained and lost since a day, the net of both, and what is not the front's. */
export function sinceLines(page, since, { sides, slivers_km2: slivers }) {
  const { language } = page.index.scene;
  const lines = sides.map((row) => {
    const net = km2Words(row.gain_km2 - row.loss_km2, language, true);
    const told = tallyWords(page, row.side, row);
    return row.gain_km2 > 0 && row.loss_km2 > 0 ? `${told}, net ${net}` : told;
  });
  if (lines.length === 0) lines.push("No ground passed from hand to hand.");
  if (slivers >= 0.05) lines.push(`In slivers, counted as neither: ${km2Words(slivers, language)}`);
  return [...lines, ...breakLines(page, since)];
}
