import assert from "node:assert/strict";
import { test } from "node:test";

import {
  inLanguage,
  nameOfLanguage,
} from "../../../../../frontline/render/page/player/text/author_texts.mjs";

const scene = {
  language: "en",
  title: "A week",
  summary: "Of two villages",
  texts: { uk: { title: "Тиждень" } },
  sides: [{ id: "ru", name: "Russia", texts: { uk: { name: "Росія" } } }],
  places: [
    { id: "a", name: "Strilecha", names: { uk: "Стрілеча" } },
    { id: "b", name: "Pylna", names: {} },
  ],
  base: [{ kind: "river", name: "" }],
  notes: [{ text: "A note", texts: {} }],
  chapters: [{ title: "One", text: [{ tag: "p", nodes: ["Here"] }], texts: { uk: { title: "Один" } } }],
  events: [{ id: "e", title: "T", text: "", claimant: "C", texts: { uk: { title: "Т", id: "stolen" } } }],
  claims: [{ id: "c", value: "15", note: "", claimant: "C", texts: {} }],
};

test("a scene in its own language is unchanged", () => {
  const own = inLanguage(scene, "en");
  assert.equal(own.title, "A week");
  for (const key of ["sides", "places", "notes", "chapters", "events", "claims"]) {
    assert.deepEqual(own[key], scene[key].map((item) => ({ ...item, foreign: [] })));
  }
});

test("translations replace the texts, and other fields are marked as foreign", () => {
  const uk = inLanguage(scene, "uk");
  assert.deepEqual([uk.title, uk.summary, uk.foreign], ["Тиждень", "Of two villages", ["summary"]]);
  assert.deepEqual([uk.sides[0].name, uk.sides[0].foreign], ["Росія", []]);
  assert.deepEqual(uk.places.map(({ name, foreign }) => [name, foreign]), [["Стрілеча", []], ["Pylna", [
    "name",
  ]]]);
  assert.deepEqual(uk.places[0].names, { uk: "Стрілеча", en: "Strilecha" });
  assert.deepEqual([uk.events[0].title, uk.events[0].foreign], ["Т", ["claimant"]]);
  assert.deepEqual(uk.base[0].foreign, [], "empty texts are not foreign");
});

test("translations can change only text fields", () => {
  assert.equal(inLanguage(scene, "uk").events[0].id, "e");
});

test("translating does not change the original scene", () => {
  const before = structuredClone(scene);
  inLanguage(scene, "uk");
  assert.deepEqual(scene, before);
});

test("languages are named in their own language, unknown tags by the tag", () => {
  assert.deepEqual(["uk", "en", "ar", "en-a"].map(nameOfLanguage), [
    "Українська",
    "English",
    "العربية",
    "en-a",
  ]);
});
