// The page around the map: its heads, the map's frame, the side column, the foot.

import { el } from "./dom.mjs";
import { gripHint } from "./grip.mjs";
import { legend } from "./furniture.mjs";
import { learntLater } from "./knowledge.mjs";
import { ledger } from "./ledger.mjs";
import { hasFront } from "./mesh.mjs";
import { patternSheet } from "./symbols.mjs";
import { written } from "./tongues.mjs";

/** Lay out the page around the map; the result's parts are filled when a date is shown. */
export function layOut(map, page, { time, fronts, compared, share, story, tongues }) {
  const { scene } = page.index;
  const [day, zone, learnt] = ["span.fl-day", "span.fl-zone-note", "p.fl-learnt"].map((t) => el(t));
  const slot = el(scene.base.some(({ kind }) => kind === "country") ? "div.fl-map" : "div.fl-map.fl-baseless");
  const linked = el("p.fl-linked", { role: "status" });
  const blank = el("p.fl-blank");
  const [news, more] = [el("div.fl-news"), el("div.fl-more")];
  const live = el("p.fl-hidden", { role: "status", "aria-live": "polite" });
  const differ = scene.dates.some((date) => learntLater(page.index, date).length > 0);
  const head = el("div.fl-date", day, zone, share.element);
  const parts = [head, linked, differ ? learnt : null, slot, time.element];
  const keys = el("ul.fl-marks");
  const what = el("h2.fl-what", page.say("what_changed"));
  const side = [legend(page, keys, page.hasGround ? compared.element : null), what, live, news];
  if (hasFront(scene.mesh)) side.push(fronts.element);
  const stage = el("div.fl-stage", ...parts);
  const patterns = patternSheet(scene);
  const quiet = scene.events.length + scene.claims.length === 0;
  const main = el(
    `main.fl-page${time.long ? ".fl-long" : ""}${quiet ? ".fl-plain" : ""}`,
    el("header.fl-head", tongues, el("h1", written(page, scene, "title")), el("p", written(page, scene, "summary"))),
    el(
      "div.fl-columns-page",
      stage,
      el("aside.fl-side", { "aria-label": page.say("aside") }, ...side),
    ),
    more,
    ledger(page),
  );
  const grip = gripHint();
  slot.append(map.getContainer(), blank, grip.element);
  story?.stand(slot, what);
  return {
    stage,
    tongues,
    day,
    zone,
    learnt,
    slot,
    blank,
    linked,
    grip,
    keys,
    news,
    more,
    live,
    /** Put the page where another one was, or where none was yet. */
    replace(other) {
      other?.remove();
      document.body.prepend(patterns, main);
    },
    remove() {
      patterns.remove();
      main.remove();
    },
  };
}
