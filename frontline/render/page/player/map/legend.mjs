// The legend: a key for every class and sign that the map uses.

import { el, separated, svg } from "../dom/elements.mjs";
import { hasFront } from "../model/front.mjs";
import { controlKey } from "../model/spans.mjs";
import { authorText } from "../text/author_texts.mjs";
import { sideName } from "../text/gained_since.mjs";
import { bandLabel } from "../text/method_notes.mjs";
import { classWords } from "../text/values.mjs";
import { markSwatch, sample, swatch } from "./symbols.mjs";

/** Number of classes in the open part of the legend. */
const KEYS_SHOWN = 24;

function key(drawing, words) {
  return el("li", drawing, el("span", words));
}

function frontSample(inferred) {
  const line = (className) => svg("path", { d: "M-18 3C-8 3-6-4 4-3S14 2 18-1", class: className });
  return sample(line("fl-casing"), line(inferred ? "fl-front fl-dashed" : "fl-front"));
}

function bandSample() {
  const [background, band] = [
    svg("rect", { x: -18, y: -10, width: 36, height: 20, class: "fl-ground" }),
    svg("rect", { x: -18.5, y: -6, width: 37, height: 12, class: "fl-band" }),
  ];
  band.style.fill = "url(#fl-band)";
  return sample(background, band);
}

function staleWords({ policy }, say) {
  const count = policy?.stale_after_days;
  return count === undefined ? say("old_evidence_key") : say("older_than", { count });
}

/**
 * Make the legend: every class of any date, all other signs in use, and `more`.
 *
 * @param {Page} page
 * @param {...Content} more
 * @returns {HTMLElement}
 */
export function legend(page, ...more) {
  const { index, say } = page;
  const { scene } = index;
  const drawn = scene.mesh.words.filter((word) => !word.bare);
  const shown = new Set(drawn.map(controlKey));
  const classes = scene.classes.filter((style) => shown.has(controlKey(style)));
  const stale = drawn.find((span) => span.stale);
  const initial = scene.start ? index.sides.get(scene.start.side) : null;
  const hasCircles = scene.places.some((place) => place.lon !== null && place.precision_m);
  const hasSites = scene.places.some((p) => p.reported && p.lon !== null && !index.spans.has(p.id));
  const unlocated = scene.places.filter((place) => place.reported && place.lon === null);
  const ring = [
    svg("circle", { r: 8.5, class: "fl-ring" }),
    svg("circle", { r: 2.5, class: "fl-core" }),
  ];
  const frontNote = say(scene.ground.inferred ? "front_line_inferred" : "front_line");
  const classKeys = classes.map((style) => key(swatch(index, style), classWords(style, index.sides, say)));
  const hidden = classKeys.slice(KEYS_SHOWN);
  const keys = [
    ...classKeys.slice(0, KEYS_SHOWN),
    initial
      ? key(
        swatch(index, { status: "held", side: initial.id }, true),
        say("held_before", { side: initial.name }),
      )
      : null,
    stale ? key(swatch(index, stale), staleWords(scene, say)) : null,
    hasFront(scene) ? key(frontSample(scene.ground.inferred), frontNote) : null,
    scene.band ? key(bandSample(), bandLabel(scene.band, say)) : null,
    hasSites ? key(swatch(index, null, true), say("site_of_event")) : null,
    scene.places.some((place) => place.reported)
      ? key(sample(...ring), say(scene.step === "day" ? "news_on_day" : "news_on_step"))
      : null,
    hasCircles ? key(sample(svg("circle", { r: 8.5, class: "fl-exact" })), say("lies_within")) : null,
  ];
  const names = separated(unlocated.map((place) => authorText(page, place, "name")), say("comma"));
  return el(
    "section",
    { class: "fl-legend", "aria-label": say("legend") },
    el("ul", ...keys),
    hidden.length > 0
      ? el("details", el("summary", say("short_more", { count: hidden.length })), el("ul", ...hidden))
      : null,
    ...more,
    names.length > 0
      ? el("p.fl-meta", ...say.nodes("known_by_name", { places: el("span", ...names) }))
      : null,
  );
}

/**
 * Make the keys of the legend for shaded areas.
 *
 * @param {Page} page
 * @param {Day|null} since
 * @param {Shade[]} shades
 * @returns {HTMLElement[]}
 */
export function sinceKeys(page, since, shades) {
  const entry = (shade) => {
    const keys = shade.gain ? ["gained_since", "gained_until"] : ["lost_since", "lost_until"];
    const key = keys[since <= page.date ? 0 : 1];
    const values = { side: sideName(page.index, shade.side), date: page.words.full(since) };
    return el("li", markSwatch(page.index, shade), el("span", page.say(key, values)));
  };
  return shades.map(entry);
}
