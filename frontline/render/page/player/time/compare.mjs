// "Compare with": the control that chooses a date of comparison and how to compare.

import { button, el } from "../dom/elements.mjs";
import { COMPARISONS } from "../model/state.mjs";
import { choiceOf } from "./choice.mjs";
import { dayField } from "./typed_date.mjs";

/**
 * Make the control that chooses a date of comparison and how to compare.
 *
 * @param {Page} page
 * @param {(since: Day | null) => string} choose Called with the chosen date; returns a message, or "".
 * @returns {{element: HTMLElement, show(state: State, first: Day): void}}
 */
export function compareControl(page, choose) {
  const { say } = page;
  let suggested = null;
  const box = el("input", { type: "checkbox" });
  const field = dayField(page, el("span.fl-hidden", say("compare_day")), choose);
  box.addEventListener("change", () => choose(box.checked ? suggested : null));
  const hereButton = button(
    { title: say("compare_here_long") },
    () => choose(page.date),
    say("compare_here"),
  );
  const options = COMPARISONS.map((how) => [how, say(`compare_${how}`)]);
  const choice = choiceOf("fl-how", say("compare_ways"), options, (how) => page.set({ how }));
  return {
    element: el(
      "div.fl-compare",
      { role: "group", "aria-label": say("compare") },
      el("label", box, say("compare")),
      field.element,
      hereButton,
      field.message,
      choice.element,
    ),
    show({ since, how }, first) {
      suggested = since ?? first;
      box.checked = since !== null;
      field.show(suggested);
      hereButton.setAttribute("aria-disabled", page.gap !== null);
      choice.element.hidden = since === null;
      choice.show(how);
    },
  };
}

/**
 * Describe the comparison: "Comparing 13 May 2024 with 8 May 2024, swipe."
 *
 * @param {Page} page
 * @returns {string}
 */
export function comparingWords({ say, words, state }) {
  const { date, since, how } = state;
  return say(`comparing_${how}`, { shown: words.full(date), other: words.full(since) });
}
