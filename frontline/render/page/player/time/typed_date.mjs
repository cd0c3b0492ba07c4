// A typed date: its field, and a message where the map does not have that date.

import { el } from "../dom/elements.mjs";
import { askedDay } from "../text/missing_days.mjs";

const TYPING = /^0/; // a year that is still being typed, "0202"

/**
 * Make a field for a date.
 *
 * @param {Page} page
 * @param {Content} label
 * @param {(date: Day, message: string) => string|void} choose Called with the date; returns a message, or "".
 * @returns {{element: HTMLElement, message: HTMLElement, show(date: Day): void}}
 */
export function dayField(page, label, choose) {
  const { scene } = page.index;
  const [min, max] = [scene.dates[0], scene.dates.at(-1)];
  const input = el("input", { type: "date", min, max, required: "" });
  const message = el("p.fl-asked", { role: "alert" });
  const say = (text) => {
    message.textContent = text;
    input.setAttribute("aria-invalid", text !== "");
  };
  input.addEventListener("change", () => {
    if (TYPING.test(input.value)) return;
    const asked = askedDay(scene, input.value, page);
    say(asked.date === null ? asked.message : (choose(asked.date, asked.message) ?? asked.message));
  });
  return {
    element: el("label.fl-field", label, input),
    message,
    show(date) {
      if (input.value === date) return;
      input.value = date;
      say("");
    },
  };
}
