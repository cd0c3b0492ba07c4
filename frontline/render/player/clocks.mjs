// The switch between the two clocks, and what it is for in one line.

import { choiceOf } from "./choice.mjs";
import { CLOCKS } from "./knowledge.mjs";

const NAMED = 3;

/** Make the switch; `choose` is told the clock that was chosen. */
export function knowledgeSwitch(choose) {
  const options = CLOCKS.map((known) => [known, `As known ${known}`]);
  const { element, show } = choiceOf("fl-known", "What was known", options, choose);
  element.classList.add("fl-known");
  return { element, show };
}

/** Name the places whose control was learnt later, or say nothing of none. */
export function learntWords(places) {
  const names = places.map((place) => place.name);
  const more = names.length > NAMED + 1 ? ` and ${names.splice(NAMED).length} more` : "";
  return names.length > 0 ? `Learnt later: ${names.join(", ")}${more}` : "";
}
