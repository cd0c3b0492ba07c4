// Texts of the interface in the reader's language: messages of a catalogue with their values.

import { localeOf } from "./values.mjs";

const PLACEHOLDER = /\{\{(\w+)\}\}/;
const RIGHT_TO_LEFT = ["Adlm", "Arab", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"];
const ISOLATE = ["\u2068", "\u2069"];

/**
 * Return the direction in which a language is written.
 *
 * @param {string} language
 * @returns {"ltr"|"rtl"}
 */
export function directionOf(language) {
  const { script } = new Intl.Locale(localeOf(language)).maximize();
  return RIGHT_TO_LEFT.includes(script) ? "rtl" : "ltr";
}

/** Cache formats by their options, because they are slow to make. */
function cachedFormats(make) {
  const byOptions = new Map();
  return (options) => {
    const key = JSON.stringify(options);
    if (!byOptions.has(key)) byOptions.set(key, make(options));
    return byOptions.get(key);
  };
}

/**
 * Make the function that writes messages in a language.
 *
 * It replaces placeholders `{{name}}` by values, with localized numbers, and chooses among
 * `key_one`, `key_few`, `key_other` … by `values.count`. It throws an Error for a key that neither
 * the language nor English has.
 *
 * @param {Record<string, Record<string, string>>} catalogues Messages by language and key, in i18next format.
 * @param {string} language
 * @returns {Say}
 */
export function speaker(catalogues, language) {
  const messages = { ...catalogues.en, ...catalogues[language] };
  const [locale, dir] = [localeOf(language), directionOf(language)];
  const plural = new Intl.PluralRules(locale);
  const numbers = cachedFormats((options) => new Intl.NumberFormat(locale, options));
  const number = (value, options = {}) => numbers(options).format(value);
  // In right-to-left text, a value in another script would reorder its surroundings.
  const [isolate, pop] = dir === "rtl" ? ISOLATE : ["", ""];
  const isolated = (value) => `${isolate}${typeof value === "number" ? number(value) : value}${pop}`;

  function nodes(key, values = {}) {
    const form = values.count === undefined ? "" : `_${plural.select(values.count)}`;
    const message = messages[key + form] ?? messages[`${key}_other`] ?? messages[key];
    if (message === undefined) throw new Error(`no message "${key}"`);
    const filled = message.split(PLACEHOLDER).map((part, i) => {
      if (i % 2 === 0) return part;
      const value = values[part] ?? `{{${part}}}`;
      return typeof value === "object" ? value : isolated(value);
    });
    return filled.reduce((list, part) => {
      const areTexts = typeof part === "string" && typeof list.at(-1) === "string";
      return areTexts ? [...list.slice(0, -1), list.at(-1) + part] : [...list, part];
    }, []);
  }
  const say = (key, values) => nodes(key, values).join("");
  return Object.assign(say, {
    language,
    dir,
    nodes,
    number,
    word: (kind, text) => messages[`${kind}_${text}`] ?? text,
  });
}
