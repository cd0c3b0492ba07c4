// The date field, and its message about dates outside the map.

import { el } from "../dom/elements.mjs";
import { typedDay } from "../text/missing_days.mjs";

const YEAR_1000 = "1000"; // a smaller year is incomplete, such as "0202", on most maps

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
  const showMessage = (text) => {
    message.textContent = text;
    input.setAttribute("aria-invalid", text !== "");
  };
  input.addEventListener("change", () => {
    if (min >= YEAR_1000 && input.value < YEAR_1000) return;
    const day = typedDay(scene, input.value, page);
    showMessage(day.date === null ? day.message : (choose(day.date, day.message) ?? day.message));
  });
  return {
    element: el("label.fl-field", label, input),
    message,
    show(date) {
      if (input.value === date) return;
      input.value = date;
      showMessage("");
    },
  };
}
