// The context of all parts of the page: the scene, the reader's choices, and texts.

import { gapOn } from "../model/gaps.mjs";
import { groundMeasure } from "../model/ground_measure.mjs";
import { asKnown } from "../model/knowledge.mjs";
import { dayMarks, indexScene } from "../model/records.mjs";
import { inLanguage } from "../text/author_texts.mjs";
import { speaker } from "../text/language.mjs";
import { dateWords } from "../text/values.mjs";

/**
 * Make the context of a page with its opening state; `speakLanguage` adds the texts.
 *
 * @param {Scene} scene
 * @param {State} state
 * @returns {Page}
 */
export function pageContext(scene, state) {
  const measure = groundMeasure(scene);
  /** @type {any} */
  const page = {
    original: scene,
    state,
    highlighted: new Set(),
    passed: null,
    isPlaying: false,
    isMeasured: false,
    isGrounded: false,
    hasGround: measure.classes.length > 0 && scene.dates.length > 1,
    get date() {
      return page.state.date;
    },
    get gap() {
      return gapOn(scene, page.state.date);
    },
    series: () => measure.series(page.state.known),
    total: () => measure.total(page.state.known),
    passedSince: (date) => measure.passed(page.state.known, date, page.state.date),
    passedOn(date) {
      const earlier = scene.dates.filter((day) => day < date && gapOn(scene, day) === null).at(-1);
      const isMapped = earlier !== undefined && gapOn(scene, date) === null;
      return isMapped ? measure.passed(page.state.known, earlier, date).tally.flows : [];
    },
  };
  return page;
}

/**
 * Set the texts and index of the context by the language of the state.
 *
 * @param {Page} page
 */
export function speakLanguage(page) {
  const { original: scene, state } = page;
  page.say = speaker(scene.messages, state.language);
  Object.assign(document.documentElement, { lang: state.language, dir: page.say.dir });
  page.words = dateWords(page.say, scene.opens.slice(0, 4));
  page.bothClocks = indexScene(inLanguage(scene, state.language));
  document.title = page.bothClocks.scene.title;
  followClock(page);
}

/**
 * Set the index and day marks of the context by the clock of the state.
 *
 * @param {Page} page
 */
export function followClock(page) {
  page.index = asKnown(page.bothClocks, page.state.known);
  page.marks = dayMarks(page.index);
}
