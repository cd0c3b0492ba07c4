// The author's texts in the language of the reader, and what has none in it.

import { el } from "../dom/elements.mjs";
import { directionOf } from "./language.mjs";
import { sentence } from "./values.mjs";

const TRANSLATED = {
  sides: ["name"],
  places: ["name"],
  base: ["name"],
  notes: ["text"],
  chapters: ["title", "text"],
  events: ["title", "text", "claimant"],
  claims: ["value", "note", "claimant"],
};

/** Put the texts of a language in an item; `foreign` lists the fields that keep their own. */
function put(item, fields, language, own) {
  if (language === own) return { ...item, foreign: [] };
  const texts = item.names ? { name: item.names[language] } : (item.texts?.[language] ?? {});
  const given = fields.filter((field) => texts[field] !== undefined);
  const foreign = fields.filter((field) => item[field] && !given.includes(field));
  const names = item.names ? { names: { ...item.names, [own]: item.name } } : {};
  return { ...item, ...names, ...Object.fromEntries(given.map((field) => [field, texts[field]])), foreign };
}

/**
 * Put a scene into a language; what has no text in it keeps the language of the map.
 *
 * @param {Scene} scene
 * @param {string} language
 * @returns {Scene}
 */
export function inLanguage(scene, language) {
  const own = scene.language;
  const lists = Object.entries(TRANSLATED).map(([key, fields]) => [
    key,
    scene[key].map((item) => put(item, fields, language, own)),
  ]);
  return { ...put(scene, ["title", "summary"], language, own), ...Object.fromEntries(lists) };
}

/**
 * Return the attributes of a text in the language of the map.
 *
 * @param {Scene} scene
 * @returns {{lang: string, dir: string}}
 */
export function languageAttributes({ language }) {
  return { lang: language, dir: directionOf(language) };
}

/**
 * Make the content of a text, marked by its language where that is not the language of the page.
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
 * Name a language in itself: "Українська"; a tag that names no language stays as it is.
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
 * Make the choice of a language; null where the map has only one.
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
