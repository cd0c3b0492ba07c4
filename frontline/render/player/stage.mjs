// The page around the map: its heads, the map's frame, the side column, the foot.

import { HIDDEN, el } from "./dom.mjs";
import { legend } from "./furniture.mjs";
import { learntLater } from "./knowledge.mjs";
import { ledger } from "./ledger.mjs";
import { hasFront } from "./mesh.mjs";
import { patternSheet } from "./symbols.mjs";

/** Lay out the page around the map; the result's parts are filled when a date is shown. */
export function layOut(map, page, { time, fronts, compared, short, twin }) {
  const { scene } = page.index;
  const [day, zone, learnt] = ["span.fl-day", "span.fl-zone-note", "p.fl-learnt"].map((t) => el(t));
  const slot = el("div.fl-map");
  const blank = el("p.fl-blank");
  const news = el("div.fl-news", { role: "group", tabindex: "-1", "aria-label": page.say("what_changed") });
  const differ = scene.dates.some((date) => learntLater(page.index, date).length > 0);
  const skip = el("a.fl-skip", { href: "#fl-time" }, page.say("map_skip"));
  skip.addEventListener("click", (event) => {
    event.preventDefault(); // the address is that of the view, and a frame may have none
    time.element.focus();
  });
  const parts = [el("p.fl-date", day, zone), differ ? learnt : null, skip, slot, time.element];
  const keys = el("ul.fl-marks");
  const side = [legend(page.index, keys, page.hasGround ? compared.element : null), short.element, twin.element, el("h2.fl-what", page.say("what_changed")), news];
  if (hasFront(scene.mesh)) side.push(fronts.element);
  const stage = el("div.fl-stage", ...parts);
  const patterns = patternSheet(scene);
  const main = el(
    time.long ? "main.fl-page.fl-long" : "main.fl-page",
    el("header.fl-head", el("h1", scene.title), el("p", scene.summary)),
    el(
      "div.fl-columns-page",
      stage,
      el("aside.fl-side", { "aria-label": page.say("aside") }, ...side),
    ),
    ledger(page),
  );
  const keysNote = el("p.fl-hidden", { id: "fl-map-keys" }, page.say("map_keys"));
  map.getContainer().setAttribute("aria-describedby", "fl-short fl-map-keys");
  const probe = el("span.fl-probe", HIDDEN, "0");
  slot.append(probe, keysNote, map.getContainer(), blank);
  document.documentElement.classList.add("fl-root");
  return {
    stage,
    day,
    zone,
    learnt,
    slot,
    /** What changes its size with the text of the page: by its font, its spacing. */
    probe,
    blank,
    keys,
    news,
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
