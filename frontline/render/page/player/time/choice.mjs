// A choice of one among few options.

import { el } from "../dom/elements.mjs";

/**
 * Make a choice of one among few options, all of them visible.
 *
 * @param {string} name What tells the choices of a page apart.
 * @param {string} legend
 * @param {string[][]} options Values, each with its words.
 * @param {(value: any) => void} choose
 * @returns {{element: HTMLElement, show(value: string): void}}
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
