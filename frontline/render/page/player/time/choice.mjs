// A choice of one among few, all of them seen.

import { el } from "../dom/elements.mjs";

/**
 * Make a choice among `options`, each a value and its words; `choose` is told the value chosen.
 *
 * `name` tells the choices of a page apart, `legend` says what is chosen.
 */
export function choiceOf(name, legend, options, choose) {
  const inputs = options.map(([value]) => el("input", { type: "radio", name, value }));
  const label = (input, i) => {
    input.addEventListener("change", () => choose(input.value));
    return el("label", input, el("span", options[i][1]));
  };
  return {
    element: el("fieldset.fl-choice", el("legend.fl-hidden", legend), ...inputs.map(label)),
    show(value) {
      for (const input of inputs) input.checked = input.value === value;
    },
  };
}
