// The words of the interface in the reader's language: messages of a catalogue, filled in.

import { localeOf } from "./values.mjs";

const GAP = /\{\{(\w+)\}\}/;
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

/** Make a format for each set of options once: that takes long. */
function formats(make) {
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
 * It fills `{{name}}` by the values, numbers as the language writes them, and chooses among
 * `key_one`, `key_few`, `key_other` … by `values.count`. It throws an Error for a key that is in
 * neither the language nor English.
 *
 * @param {Record<string, Record<string, string>>} catalogues Messages by key for each language, in the form of i18next.
 * @param {string} language
 * @returns {Say}
 */
export function speaker(catalogues, language) {
  const messages = { ...catalogues.en, ...catalogues[language] };
  const [locale, dir] = [localeOf(language), directionOf(language)];
  const plural = new Intl.PluralRules(locale);
  const numbers = formats((options) => new Intl.NumberFormat(locale, options));
  const number = (value, options = {}) => numbers(options).format(value);
  // Within text from right to left, a text in another script would reorder what is around it.
  const [before, after] = dir === "rtl" ? ISOLATE : ["", ""];
  const written = (value) => `${before}${typeof value === "number" ? number(value) : value}${after}`;

  function nodes(key, values = {}) {
    const form = values.count === undefined ? "" : `_${plural.select(values.count)}`;
    const message = messages[key + form] ?? messages[`${key}_other`] ?? messages[key];
    if (message === undefined) throw new Error(`no message "${key}"`);
    const filled = message.split(GAP).map((part, i) => {
      if (i % 2 === 0) return part;
      const value = values[part] ?? `{{${part}}}`;
      return typeof value === "object" ? value : written(value);
    });
    return filled.reduce((list, part) => {
      const joins = typeof part === "string" && typeof list.at(-1) === "string";
      return joins ? [...list.slice(0, -1), list.at(-1) + part] : [...list, part];
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
