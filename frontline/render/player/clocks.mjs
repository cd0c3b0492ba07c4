// The switch between the two clocks, and what it is for in one line.

import { el } from "./dom.mjs";
import { CLOCKS } from "./knowledge.mjs";

const NAMED = 3;

/** Make the switch; `choose` is told the clock that was chosen. */
export function knowledgeSwitch(choose) {
  const inputs = CLOCKS.map((value) => el("input", { type: "radio", name: "fl-known", value }));
  const choice = (input) => {
    input.addEventListener("change", () => choose(input.value));
    return el("label", input, el("span", `As known ${input.value}`));
  };
  const legend = el("legend.fl-hidden", "What was known");
  return {
    element: el("fieldset.fl-known", legend, ...inputs.map(choice)),
    show(known) {
      for (const input of inputs) input.checked = input.value === known;
    },
  };
}

/** Name the places whose control was learnt later, or say nothing of none. */
export function learntWords(places) {
  const names = places.map((place) => place.name);
  const more = names.length > NAMED + 1 ? ` and ${names.splice(NAMED).length} more` : "";
  return names.length > 0 ? `Learnt later: ${names.join(", ")}${more}` : "";
}
