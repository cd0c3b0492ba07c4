// The switch between the two clocks, and the places for which it matters.

import { CLOCKS } from "../model/knowledge.mjs";
import { choiceOf } from "./choice.mjs";

const NAMED = 3;

/**
 * Make the switch between the two clocks.
 *
 * @param {Page} page
 * @param {(known: Clock) => void} choose
 * @returns {{element: HTMLElement, show(known: Clock): void}}
 */
export function knowledgeSwitch({ say }, choose) {
  const options = CLOCKS.map((known) => [known, say(`as_known_${known}`)]);
  const { element, show } = choiceOf("fl-known", say("what_was_known"), options, choose);
  element.classList.add("fl-known");
  return { element, show };
}

/**
 * Name the places whose control was learnt later; "" without any.
 *
 * @param {Place[]} places
 * @param {Say} say
 * @returns {string}
 */
export function learntWords(places, say) {
  const names = places.map((place) => place.name);
  if (names.length === 0) return "";
  const more = names.length > NAMED + 1 ? names.splice(NAMED).length : 0;
  const list = names.join(say("comma"));
  return say("learnt_later", { places: more > 0 ? say("and_more", { list, more }) : list });
}
