// A choice of one of a few options.

import { el } from "../dom/elements.mjs";

/**
 * Make a choice of one of a few options, all visible.
 *
 * @param {string} name The unique name of the choice on the page.
 * @param {string} legend
 * @param {string[][]} options Values, each with its text.
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
