// "Gained since": the day to compare with, and what it makes of legend and day list.

import { button, el } from "./dom.mjs";
import { dayField } from "./asked.mjs";
import { markSwatch } from "./symbols.mjs";
import { balanceWords, km2Words } from "./words.mjs";

/** Make the control; `choose` is told a day, or null for none, and returns a message or null. */
export function sinceControl(page, choose) {
  let offered = null;
  const box = el("input", { type: "checkbox" });
  const field = dayField(page, el("span.fl-hidden", "Gained since which day"), choose);
  box.addEventListener("change", () => choose(box.checked ? offered : null));
  const words = { title: "Mark gains since the day that is shown" };
  const here = button(words, () => choose(page.date), "This day");
  return {
    element: el(
      "div.fl-since",
      { role: "group", "aria-label": "Gained since" },
      el("label", box, "Gained since"),
      field.element,
      here,
      field.message,
    ),
    show(since, first) {
      offered = since ?? first;
      box.checked = since !== null;
      field.show(offered);
      here.setAttribute("aria-disabled", page.gap !== null);
    },
  };
}

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
