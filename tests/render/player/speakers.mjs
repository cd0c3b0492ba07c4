// The messages as the page has them, for tests of what fills them.

import { readFileSync } from "node:fs";

import { speaker } from "../../../frontline/render/player/language.mjs";

const FOLDER = new URL("../../../frontline/languages/", import.meta.url);
const read = (language) => JSON.parse(readFileSync(new URL(`${language}.json`, FOLDER), "utf8"));

/** Make what writes messages in a language. */
export function speakerOf(language) {
  return speaker({ en: read("en"), [language]: read(language) }, language);
}

export const say = speakerOf("en");
