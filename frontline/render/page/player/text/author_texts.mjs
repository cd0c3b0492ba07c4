// The author's texts in the reader's language, and texts without a translation.

import { el } from "../dom/elements.mjs";
import { directionOf } from "./language.mjs";
import { sentence } from "./values.mjs";

const TRANSLATED = {
  sides: ["name", "bloc"],
  places: ["name"],
  base: ["name"],
  notes: ["text"],
  chapters: ["title", "text"],
  events: ["title", "text", "claimant"],
  claims: ["value", "note", "claimant"],
};

/** Translate the texts of an item; `foreign` lists the fields without a translation. */
function withTexts(item, fields, language, original) {
  if (language === original) return { ...item, foreign: [] };
  const texts = item.names ? { name: item.names[language] } : (item.texts?.[language] ?? {});
  const translated = fields.filter((field) => texts[field] !== undefined);
  const foreign = fields.filter((field) => item[field] && !translated.includes(field));
  const names = item.names ? { names: { ...item.names, [original]: item.name } } : {};
  return {
    ...item,
    ...names,
    ...Object.fromEntries(translated.map((field) => [field, texts[field]])),
    foreign,
  };
}

/**
 * Translate a scene; untranslated texts stay in the language of the map.
 *
 * @param {Scene} scene
 * @param {string} language
 * @returns {Scene}
 */
export function inLanguage(scene, language) {
  const original = scene.language;
  const lists = Object.entries(TRANSLATED).map(([key, fields]) => [
    key,
    scene[key].map((item) => withTexts(item, fields, language, original)),
  ]);
  return { ...withTexts(scene, ["title", "summary"], language, original), ...Object.fromEntries(lists) };
}

/**
 * Return the attributes of an element with a text in the language of the map.
 *
 * @param {Scene} scene
 * @returns {{lang: string, dir: string}}
 */
export function languageAttributes({ language }) {
  return { lang: language, dir: directionOf(language) };
}

/**
 * Return the content of a text, marked with its language if that is not the page's language.
 *
 * @param {Page} page
 * @param {any} item
 * @param {string} field
 * @returns {Content}
 */
export function authorText({ index: { scene } }, item, field) {
  if (!item.foreign.includes(field)) return item[field];
  return el("span.fl-foreign", languageAttributes(scene), item[field]);
}

/**
 * Return the name of a language in that language, "Українська", or an unknown tag unchanged.
 *
 * @param {string} language
 * @returns {string}
 */
export function nameOfLanguage(language) {
  try {
    return sentence(new Intl.DisplayNames([language], { type: "language" }).of(language));
  } catch {
    return language;
  }
}

/**
 * Make the language switch; null if the map has only one language.
 *
 * @param {Page} page
 * @param {(language: string) => void} choose
 * @returns {HTMLElement|null}
 */
export function languageSwitch({ index: { scene }, say }, choose) {
  const { languages } = scene;
  if (languages.length < 2) return null;
  const option = (language) => {
    const chosen = language === say.language ? "" : null;
    return el("option", { value: language, lang: language, selected: chosen }, nameOfLanguage(language));
  };
  const select = el("select", { "aria-label": say("language") }, ...languages.map(option));
  select.addEventListener("change", () => choose(select.value));
  return el("div.fl-language", select);
}
