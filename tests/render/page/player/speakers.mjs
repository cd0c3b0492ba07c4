// The messages of the page, for tests of texts.

import { existsSync, readFileSync } from "node:fs";

import { speaker } from "../../../../frontline/render/page/player/text/language.mjs";

const FOLDER = new URL("../../../../frontline/language/", import.meta.url);

function read(language) {
  const file = new URL(`${encodeURIComponent(language)}.json`, FOLDER);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

/** Make the function that writes messages in a language. */
export function speakerOf(language) {
  return speaker({ en: read("en"), [language]: read(language) }, language);
}

export const say = speakerOf("en");
