import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { directionOf, speaker } from "../../../../../frontline/render/page/player/text/language.mjs";
import { dateWords } from "../../../../../frontline/render/page/player/text/values.mjs";
import { speakerOf } from "../speakers.mjs";

const cases = JSON.parse(readFileSync(new URL("../../../../cases-language.json", import.meta.url), "utf8"));

const catalogues = {
  en: { days_one: "{{count}} day", days_other: "{{count}} days", by: "held by {{side}}", only: "only here" },
  uk: {
    days_one: "{{count}} день",
    days_few: "{{count}} дні",
    days_many: "{{count}} днів",
    days_other: "{{count}} дня",
    by: "утримує {{side}}",
  },
};

test("plural forms follow the language", () => {
  const [en, uk] = ["en", "uk"].map((language) => speaker(catalogues, language));
  assert.deepEqual([1, 2, 5].map((count) => en("days", { count })), ["1 day", "2 days", "5 days"]);
  assert.deepEqual([1, 2, 5, 21].map((count) => uk("days", { count })), [
    "1 день",
    "2 дні",
    "5 днів",
    "21 день",
  ]);
});

test("missing messages are English, and numbers are localized", () => {
  const uk = speaker(catalogues, "uk");
  assert.equal(uk("only"), "only here");
  assert.equal(uk("days", { count: 12345 }).replace(/\s/, " "), "12 345 днів");
});

test("values are text: placeholders and special characters in them are kept", () => {
  const say = speaker(catalogues, "en");
  assert.equal(say("by", { side: "{{count}} $& $1 <b>" }), "held by {{count}} $& $1 <b>");
});

test("an unknown key is an error", () => {
  assert.throws(() => speaker(catalogues, "uk")("nowhere"), /no message "nowhere"/);
});

test("messages, words, dates and directions match the cases shared with Python", () => {
  for (const [language, key, values, text] of cases.messages) {
    assert.equal(speakerOf(language)(key, values), text);
  }
  for (const [language, kind, word, text] of cases.words) {
    assert.equal(speakerOf(language).word(kind, word), text);
  }
  for (const [language, day, text] of cases.dates) {
    assert.equal(dateWords(speakerOf(language), "2024").full(day), text);
  }
  for (const [language, direction] of cases.directions) assert.equal(directionOf(language), direction);
});

test("elements replace placeholders, and adjacent texts are joined", () => {
  const say = speaker({ en: { told: "On {{day}}, {{who}}: {{what}}." } }, "en");
  const [who, what] = [{ tag: "b" }, { tag: "i" }];
  assert.deepEqual(say.nodes("told", { day: 3, who, what }), ["On 3, ", who, ": ", what, "."]);
});
