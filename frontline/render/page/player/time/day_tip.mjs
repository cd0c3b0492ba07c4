// The tooltip of a day on the row, beside the pointer or the slider's handle.

import { el, HIDDEN } from "../dom/elements.mjs";
import { eventSign } from "../map/symbols.mjs";
import { eventsOn, hasBegun } from "../model/records.mjs";
import { eventKindWords, sentence } from "../text/values.mjs";

const LINES = 5;
const NAMES = 4;

function shortened(items, limit) {
  return items.length > limit ? [...items.slice(0, limit), "…"] : items;
}

function tipLines({ index, say }, date) {
  const changed = (index.changes.get(date) ?? []).map(({ place }) => index.places.get(place)?.name ?? place);
  const names = shortened(changed, NAMES).join(", ");
  const began = eventsOn(index, date).filter((event) => hasBegun(index, event, date));
  const events = began.map((event) => [
    eventSign(event.sign),
    el("span", `${sentence(eventKindWords(event, say))}: ${event.title}`),
  ]);
  const lines = names ? [[el("i.fl-has-change"), names], ...events] : events;
  return shortened(lines, LINES).map((line) => el("div", ...[line].flat()));
}

/**
 * Make the tooltip of the row of days: for the day under the pointer, or the slider's day while it
 * moves by keyboard.
 *
 * @param {Page} page
 * @param {HTMLInputElement} range
 * @param {HTMLElement[]} parts The parts of the row under the pointer.
 * @param {() => DOMRect} boxOf The box of the row.
 * @returns {HTMLElement}
 */
export function dayTip(page, range, parts, boxOf) {
  const tip = el("div.fl-tip", { hidden: "", ...HIDDEN });
  const hide = () => {
    tip.hidden = true;
  };
  function show(position) {
    const { date } = page.marks[position];
    const lines = tipLines(page, date);
    if (lines.length === 0) return hide();
    const [from, until] = [Number(range.min), Number(range.max)];
    const share = until > from ? (position - from) / (until - from) : 0;
    tip.replaceChildren(el("b", page.words.full(date)), ...lines);
    tip.hidden = false;
    const { width } = boxOf();
    const left = share * width + tip.parentNode.clientLeft - tip.offsetWidth / 2;
    tip.style.left = `${Math.max(0, Math.min(left, tip.parentNode.clientWidth - tip.offsetWidth))}px`;
    return null;
  }
  function followPointer({ clientX, pointerType }) {
    if (pointerType === "touch") return;
    const { left, width } = boxOf();
    const [from, until] = [Number(range.min), Number(range.max)];
    const position = Math.round(from + ((clientX - left) / width) * (until - from));
    show(Math.min(until, Math.max(from, position)));
  }
  const followKeys = () => (range.matches(":focus-visible") ? show(Number(range.value)) : hide());
  for (const part of parts) {
    part.addEventListener("pointermove", followPointer);
    part.addEventListener("pointerleave", hide);
  }
  range.addEventListener("focus", followKeys);
  range.addEventListener("input", followKeys);
  range.addEventListener("blur", hide);
  return tip;
}
