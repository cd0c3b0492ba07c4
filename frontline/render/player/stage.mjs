// The page around the map: its heads, the map's frame, the side column, the foot.

import { el } from "./dom.mjs";
import { legend } from "./furniture.mjs";
import { learntLater } from "./knowledge.mjs";
import { ledger } from "./ledger.mjs";
import { hasFront } from "./mesh.mjs";
import { patternSheet } from "./symbols.mjs";
import { written } from "./tongues.mjs";

/** Lay out the page around the map; the result's parts are filled when a date is shown. */
export function layOut(map, page, { time, fronts, compared, tongues }) {
  const { scene } = page.index;
  const [day, zone, learnt] = ["span.fl-day", "span.fl-zone-note", "p.fl-learnt"].map((t) => el(t));
  const slot = el("div.fl-map");
  const blank = el("p.fl-blank");
  const news = el("div.fl-news");
  const live = el("p.fl-hidden", { role: "status", "aria-live": "polite" });
  const differ = scene.dates.some((date) => learntLater(page.index, date).length > 0);
  const parts = [el("p.fl-date", day, zone), differ ? learnt : null, slot, time.element];
  const keys = el("ul.fl-marks");
  const side = [legend(page, keys, page.hasGround ? compared.element : null), el("h2.fl-what", page.say("what_changed")), live, news];
  if (hasFront(scene.mesh)) side.push(fronts.element);
  const stage = el("div.fl-stage", ...parts);
  const patterns = patternSheet(scene);
  const main = el(
    time.long ? "main.fl-page.fl-long" : "main.fl-page",
    el("header.fl-head", tongues, el("h1", written(page, scene, "title")), el("p", written(page, scene, "summary"))),
    el(
      "div.fl-columns-page",
      stage,
      el("aside.fl-side", { "aria-label": page.say("aside") }, ...side),
    ),
    ledger(page),
  );
  slot.append(map.getContainer(), blank);
  document.documentElement.classList.add("fl-root");
  return {
    stage,
    tongues,
    day,
    zone,
    learnt,
    slot,
    blank,
    keys,
    news,
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
