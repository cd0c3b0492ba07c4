import assert from "node:assert/strict";
import { test } from "node:test";

import {
  balanceWords,
  claimWords,
  controlWords,
  dateWords,
  eventKindWords,
  localeOf,
  precisionWords,
  quantityWords,
  rangeWords,
} from "../../../../../frontline/render/page/player/text/values.mjs";
import { say } from "../speakers.mjs";

const SIDES = new Map([["ru", { id: "ru", name: "Russia" }]]);

test("known kinds of events have a name in any case, the author's own kinds are unchanged", () => {
  assert.equal(eventKindWords({ kind: "Airstrike" }, say), "air strike");
  assert.equal(eventKindWords({ kind: "Ceasefire" }, say), "Ceasefire");
});

test("exact and uncertain counts are written", () => {
  assert.equal(quantityWords(15, 15, say), "15");
  assert.equal(quantityWords(15, 20, say), "15–20");
  assert.equal(quantityWords(15, null, say), "at least 15");
  assert.equal(quantityWords(1200, null, say), "at least 1,200");
});

test("a range is written with its open end and a note on differing reports", () => {
  const range = (low, high, open, differ) => rangeWords({ low, high, open, differ }, say);
  assert.equal(range(15, 15, false, false), "15");
  assert.equal(range(19, 28, false, true), "19–28 (reports differ)");
  assert.equal(range(15, 15, true, true), "at least 15 (reports differ)");
  assert.equal(range(11, 15, true, true), "11 to at least 15 (reports differ)");
});

test("days are written day first in English", () => {
  const words = dateWords(say, "2024");
  assert.equal(words.full("2024-05-13"), "13 May 2024");
  assert.equal(words.short("2024-05-13"), "13 May");
  assert.equal(words.day("2024-05-08"), "8");
});

test("a moment is written with its time of day if it has one", () => {
  const words = dateWords(say, "2024");
  assert.equal(words.moment({ day: "2024-05-12", time: "22:00" }), "12 May, 22:00");
  assert.equal(words.moment({ day: "2024-05-12", time: null }), "12 May");
  assert.equal(words.moment({ day: "2023-05-12", time: null }), "12 May 2023");
});

test("a half-open interval is written with its last day and its qualifier", () => {
  const { span } = dateWords(say, "2024");
  const days = (start, end, when) => span({ start, end, when }).replaceAll("\u2009", " ");
  assert.equal(days("2024-05-12", "2024-05-13", "2024-05-12"), "12 May 2024");
  assert.match(days("2024-05-10", "2024-05-13", "2024-05-10/2024-05-12"), /^10 ?– ?12 May 2024$/);
  assert.equal(days("2024-05-12", "2024-05-13", "2024-05-12~"), "about 12 May 2024");
  assert.equal(days("2024-05-12", "2024-05-13", "2024-05-12?"), "possibly 12 May 2024");
  assert.equal(days("2024-05-12", null, "2024-05-12/.."), "since 12 May 2024");
  assert.equal(days(null, "2024-05-13", "../2024-05-12"), "until 12 May 2024");
});

test("an unusable language tag falls back to English", () => {
  assert.equal(localeOf("<img>"), "en-GB");
  assert.equal(localeOf("uk"), "uk");
});

test("control is written with the name of the side", () => {
  assert.equal(controlWords({ status: "held", side: "ru" }, SIDES, say), "held by Russia");
  assert.equal(controlWords({ status: "contested", side: null }, SIDES, say), "contested");
  assert.equal(controlWords({ status: "claimed", side: "<b>" }, SIDES, say), "claimed by <b>");
});

test("the stance of a claim is written with its value", () => {
  const claim = {
    about: "control",
    value: "ru",
    side: "ru",
    stance: "denies",
    low: null,
    high: null,
  };
  assert.equal(claimWords(claim, SIDES, say), "denies that it is held by Russia");
  assert.equal(claimWords({ ...claim, stance: "asserts" }, SIDES, say), "held by Russia");
  const grey = { ...claim, value: "contested", side: null, stance: "asserts" };
  assert.equal(claimWords(grey, SIDES, say), "contested");
  const cause = { ...claim, about: "cause", value: "a missile", side: null };
  assert.equal(claimWords(cause, SIDES, say), "denies: a missile");
  assert.equal(claimWords({ ...claim, stance: "retracts" }, SIDES, say), "retracts: held by Russia");
  const toll = { about: "killed", low: 17, high: 17, stance: "corrects" };
  assert.equal(claimWords(toll, SIDES, say), "now says: 17");
});

test("precision is written in metres, and from 1000 m in kilometres", () => {
  assert.equal(precisionWords(150, say), "located to within 150 m");
  assert.equal(precisionWords(1500, say), "located to within 1.5 km");
});

test("the balance of a day is written in one line", () => {
  const row = { gain_km2: 0, loss_km2: 0, claimed_km2: 0, gained: 0, lost: 0 };
  const words = (more) => balanceWords({ ...row, ...more }, "Russia", say);
  assert.equal(words({ gain_km2: 41.3, gained: 9 }), "Russia +41 km² · 9 places");
  assert.equal(words({ gain_km2: 1234.5 }), "Russia +1,235 km²");
  assert.equal(words({ gain_km2: 0.0123, gained: 1 }), "Russia +0.012 km² · 1 place");
  assert.equal(words({ loss_km2: 3.21, lost: 1 }), "Russia −3.2 km² · −1 place");
  assert.equal(
    words({ gain_km2: 41, loss_km2: 3, gained: 9, lost: 1 }),
    "Russia +41 −3.0 km² · +9 −1 places",
  );
  assert.equal(words({ gained: 2 }), "Russia · +2 places");
});

test("an area that is only claimed is marked as claimed", () => {
  const words = (claimed_km2) =>
    balanceWords({ gain_km2: 41, loss_km2: 0, claimed_km2, gained: 0, lost: 0 }, "Russia", say);
  assert.equal(words(41), "Russia +41 km² (claimed)");
  assert.equal(words(11.2), "Russia +41 km² (11 of it claimed)");
});
