// The switch between the two clocks, and what it is for in one line.

import { el } from "./dom.mjs";
import { CLOCKS } from "./knowledge.mjs";

const NAMED = 3;

/** Make the switch; `choose` is told the clock that was chosen. */
export function knowledgeSwitch({ say }, choose) {
  const inputs = CLOCKS.map((value) => el("input", { type: "radio", name: "fl-known", value }));
  const choice = (input) => {
    input.addEventListener("change", () => choose(input.value));
    return el("label", input, el("span", say(`as_known_${input.value}`)));
  };
  const legend = el("legend.fl-hidden", say("what_was_known"));
  return {
    element: el("fieldset.fl-known", legend, ...inputs.map(choice)),
    show(known) {
      for (const input of inputs) input.checked = input.value === known;
    },
  };
}

/** Name the places whose control was learnt later, or say nothing of none. */
export function learntWords(places, say) {
  const names = places.map((place) => place.name);
  if (names.length === 0) return "";
  const more = names.length > NAMED + 1 ? names.splice(NAMED).length : 0;
  const list = names.join(say("comma"));
  return say("learnt_later", { places: more > 0 ? say("and_more", { list, more }) : list });
}
