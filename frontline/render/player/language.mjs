// The words of the interface in the reader's language: messages of a catalogue, filled in.

import { localeOf } from "./words.mjs";

const GAP = /\{\{(\w+)\}\}/g;

/**
 * Make what writes messages: `say(key, values)` fills `{{name}}` by the values, numbers as the
 * language writes them, and chooses among `key_one`, `key_few`, `key_other` … by `values.count`.
 *
 * `catalogues` maps languages to `{key: message}`, in the form of i18next; English fills what
 * another lacks. Throws an Error for a key that neither has.
 */
export function speaker(catalogues, language) {
  const messages = { ...catalogues.en, ...catalogues[language] };
  const plural = new Intl.PluralRules(localeOf(language));
  const number = new Intl.NumberFormat(localeOf(language));
  const written = (value) => (typeof value === "number" ? number.format(value) : String(value));
  const say = (key, values = {}) => {
    const form = values.count === undefined ? "" : `_${plural.select(values.count)}`;
    const message = messages[key + form] ?? messages[`${key}_other`] ?? messages[key];
    if (message === undefined) throw new Error(`no message "${key}"`);
    return message.replaceAll(GAP, (gap, name) => written(values[name] ?? gap));
  };
  const word = (kind, text) => messages[`${kind}_${text}`] ?? text;
  return Object.assign(say, { language, number: number.format, word });
}
