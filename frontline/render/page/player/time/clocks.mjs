// The switch between the two clocks, and the places on which they differ.

import { CLOCKS } from "../model/knowledge.mjs";
import { choiceOf } from "./choice.mjs";

const PLACES_SHOWN = 3;

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
 * Name the places whose control became known later; "" without any.
 *
 * @param {Place[]} places
 * @param {Say} say
 * @returns {string}
 */
export function learntWords(places, say) {
  const names = places.map((place) => place.name);
  if (names.length === 0) return "";
  const hidden = names.length > PLACES_SHOWN + 1 ? names.splice(PLACES_SHOWN).length : 0;
  const list = names.join(say("comma"));
  return say("learnt_later", { places: hidden > 0 ? say("and_more", { list, more: hidden }) : list });
}
