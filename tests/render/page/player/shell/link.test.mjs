import assert from "node:assert/strict";
import { test } from "node:test";

import { changedState, firstState } from "../../../../../frontline/render/page/player/model/state.mjs";
import { LINK_KEYS, linkText, readLink } from "../../../../../frontline/render/page/player/shell/link.mjs";

const dates = Array.from({ length: 20 }, (_, i) => `2024-05-${String(i + 1).padStart(2, "0")}`);
const plain = {
  dates,
  opens: "2024-05-10",
  language: "en",
  languages: ["en", "uk"],
  missing: [["2024-05-03", "2024-05-05"]],
  extent: [36, 50, 37, 51],
};
const scene = plain;
const first = firstState(scene);

function* draws(seed) {
  for (let value = seed;;) {
    value = (value * 48271) % 2147483647;
    yield value / 2147483647;
  }
}

test("the opening state has no link text, and an empty link is the opening state", () => {
  assert.equal(linkText(scene, first, null), "");
  for (const hash of ["", "#", "#section-2", "#a=b&c"]) {
    const { state, view } = readLink(scene, hash);
    assert.deepEqual([state, view], [first, null], hash);
  }
});

test("every key of the state has a key in links", () => {
  assert.deepEqual(Object.values(LINK_KEYS).map(({ key }) => key).sort(), Object.keys(first).sort());
});

test("every state and view survives writing and reading", () => {
  const next = draws(7);
  const draw = (items) => items[Math.floor(next.next().value * items.length)];
  for (let i = 0; i < 500; i++) {
    const scene = { ...plain, opening: draw([undefined, { since: dates[5], how: "swipe", language: "uk" }]) };
    let state = firstState(scene);
    const request = {
      date: draw(dates),
      known: draw(["now", "then"]),
      language: draw(scene.languages),
      how: draw(["shade", "beside"]),
      since: draw([null, dates[0], dates[7]]),
      range: draw([undefined, [draw(dates), draw(dates)]]),
    };
    state = changedState(scene, state, request);
    const view = draw([null, { zoom: 7 + Math.floor(next.next().value * 20) / 4, centre: [36.1234, 50.5] }]);
    const text = linkText(scene, state, view);
    assert.match(text, /^[\w.,/:~&=-]*$/);
    assert.deepEqual(readLink(scene, `#${text}`), { state, view, ignored: [] }, text);
  }
});

test("only differences from the opening state are written", () => {
  const state = changedState(scene, first, { date: "2024-05-12", language: "uk" });
  assert.equal(linkText(scene, state, null), "date=2024-05-12&lang=uk");
  assert.equal(linkText(scene, first, { zoom: 9.25, centre: [36.123456, 50] }), "z=9.25&c=36.1235,50");
});

test("invalid values are ignored and listed, and the others apply", () => {
  const { state, view, ignored } = readLink(
    scene,
    "#date=2031-01-01&known=then&since=2024-05-03&lang=xx&z=9&c=1,2",
  );
  assert.deepEqual(state, changedState(scene, first, { known: "then" }));
  assert.equal(view, null);
  assert.deepEqual(ignored, ["date=2031-01-01", "since=2024-05-03", "lang=xx", "z=9", "c=1,2"]);
});

test("a hostile link causes neither an error nor a long note", () => {
  const hostile = [
    "#date=%",
    "#date=%E0%A4%A",
    `#date=${"x".repeat(1e6)}`,
    "#range=/////",
    "#range=",
    "#z=NaN&c=,",
    "#z=1e999&c=36.5,50.5",
    "#z=-3&c=36.5,50.5",
    "#c=36.5,50.5",
    "#z=9",
    "#__proto__=1&constructor=2&date=<img src=x onerror=1>",
    "#&&&==&",
    "#known=toString",
    "#lang=__proto__",
    "#date=2024-05-12&date=2024-05-13",
  ];
  for (const hash of hostile) {
    const { state, ignored } = readLink(scene, hash);
    assert.ok(dates.includes(state.date), hash);
    assert.ok(ignored.every((note) => note.length <= 60), hash);
  }
});
