// The page around the map: head, map frame, side column, foot.

import { el, HIDDEN } from "../dom/elements.mjs";
import { legend } from "../map/legend.mjs";
import { patternSheet } from "../map/symbols.mjs";
import { gripHint } from "../map/touch.mjs";
import { hasFront } from "../model/front.mjs";
import { learntLater } from "../model/knowledge.mjs";
import { authorText } from "../text/author_texts.mjs";
import { pageFoot } from "./record_tables.mjs";
import { standfirst } from "./standfirst.mjs";

/**
 * Lay out the page around the map; `showState` fills the parts.
 *
 * @param {LeafletMap} map
 * @param {Page} page
 * @param {Record<string, any>} panels
 * @returns {any}
 */
export function layOut(map, page, { time, fronts, compared, share, story, languages, short, twin }) {
  const { scene } = page.index;
  const [day, zone, learnt] = ["span.fl-day", "span.fl-zone-note", "p.fl-learnt"].map((t) => el(t));
  const slot = el("div.fl-map");
  const linked = el("p.fl-linked");
  const blank = el("p.fl-blank");
  const news = el("div.fl-news", { role: "group", tabindex: "-1", "aria-label": page.say("what_changed") });
  const more = el("div.fl-more");
  const clocksDiffer = scene.dates.some((date) => learntLater(page.index, date).length > 0);
  const skip = el("a.fl-skip", { href: "#fl-time" }, page.say("map_skip"));
  skip.addEventListener("click", (event) => {
    event.preventDefault(); // the address belongs to the view, and a frame may have none
    time.element.focus();
  });
  const head = el("div.fl-date", day, zone, el("div.fl-tools", languages, share.element));
  const parts = [head, linked, clocksDiffer ? learnt : null, slot, time.element];
  const keys = el("ul.fl-marks");
  const heading = el("h2.fl-what", page.say("what_changed"));
  const front = hasFront(scene) ? fronts.element : null;
  const side = [
    legend(page, keys, page.hasGround ? compared.element : null),
    heading,
    news,
    front,
    short.element,
    twin.element,
  ];
  const stage = el("div.fl-stage", ...parts);
  const summary = standfirst(page);
  const patterns = patternSheet(scene);
  const isPlain = scene.events.length + scene.claims.length === 0;
  const main = el(
    `main.fl-page${time.long ? ".fl-long" : ""}${isPlain ? ".fl-plain" : ""}`,
    skip,
    el("header.fl-head", el("h1", authorText(page, scene, "title")), ...summary.nodes),
    el(
      "div.fl-columns-page",
      stage,
      el("aside.fl-side", { "aria-label": page.say("aside") }, ...side),
    ),
    more,
    pageFoot(page),
  );
  const keysNote = el("p.fl-hidden", { id: "fl-map-keys" }, page.say("map_keys"));
  map.getContainer().setAttribute("aria-describedby", "fl-short fl-map-keys");
  const probe = el("span.fl-probe", HIDDEN, "0");
  const grip = gripHint();
  slot.append(probe, keysNote, map.getContainer(), blank, grip.element);
  story?.stand(time.element, heading);
  return {
    stage,
    brief: summary,
    languages,
    day,
    zone,
    learnt,
    slot,
    /** An element whose size follows the font and spacing of the page. */
    probe,
    blank,
    linked,
    grip,
    keys,
    news,
    more,
    /** Replace the previous page, if any. */
    replace(before) {
      before?.remove();
      document.body.prepend(patterns, main);
    },
    remove() {
      patterns.remove();
      main.remove();
    },
  };
}
