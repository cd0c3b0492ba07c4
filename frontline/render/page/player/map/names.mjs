// Names on the map: beside their marks, away from them with a leader line, or on their country.

import { el, HIDDEN, svg } from "../dom/elements.mjs";
import { everFrontArcs } from "../model/front.mjs";
import { noteNumbers } from "../model/records.mjs";
import { lineOf } from "../model/stitch_rings.mjs";
import { campNumbers } from "../model/zone_states.mjs";
import { languageAttributes } from "../text/author_texts.mjs";
import { baseLabel, drawBaseNames } from "./base_names.mjs";
import { extentInView, extentOfLines, spotsInside } from "./base_spots.mjs";
import { latLng } from "./ground_layer.mjs";
import { boxAround, overlaps, placeLabels, spotsBeside } from "./labels.mjs";
import { beads, placeWithLeads } from "./name_spots.mjs";
import { makePane } from "./panes.mjs";

const MARK_BOX_PX = { far: 20, near: 25 };
const DOT_BOX_PX = { main: 11, minor: 5 };
const DOT_EDGE_PX = 2;
const EDGE_PX = 3;
const THINNED = 4; // adjacent beads touch: every fourth is enough of an obstacle
const HIGHLIGHTED_RANK = -1;
const COUNTRY_RANK = 0.5;

/**
 * Return the CSS classes of a place's dot and name.
 *
 * @param {any} place
 * @returns {string}
 */
export function classesOf(place) {
  return `fl-${place.role} fl-kind-${place.kind === "city" ? "city" : "other"}`;
}

function makeLabels(map, index, places, say) {
  const { scene } = index;
  const blank = { width: 0, height: 0, highlighted: false };
  const ofPlaces = places.map((place) => {
    const lang = place.foreign.includes("name") ? languageAttributes(scene) : { dir: say.dir };
    const words = [place.name, noteNumbers(index, "places", place.id)];
    const node = el("div", { class: `fl-label ${classesOf(place)}`, ...lang, ...HIDDEN }, ...words);
    return { ...blank, id: `place ${place.id}`, node, place, rank: place.rank };
  });
  const ofCountries = scene.base.flatMap((item, number) =>
    item.kind !== "country" ? [] : [{
      ...blank,
      id: `country ${number}`,
      number,
      node: baseLabel(scene, item),
      extent: null,
      rank: COUNTRY_RANK,
    }]
  );
  const all = [...ofPlaces, ...ofCountries];
  const pane = makePane(map, "labels");
  pane.append(...all.map(({ node }) => node));
  return { all, ofPlaces, ofCountries, pane };
}

/** Drop names that overlap an earlier name. */
function dropOverlapping(placed) {
  const kept = [];
  for (const [id, box] of placed) {
    if (kept.some((other) => overlaps(other, box))) placed.delete(id);
    else kept.push(box);
  }
}

/** Make the drawing of all leader lines. */
function makeLeads(map) {
  const lines = ["fl-lead-casing", "fl-lead"].map((name) => svg("path", { class: name }));
  const sheet = svg("svg", { class: "fl-leads", ...HIDDEN }, ...lines);
  const pane = makePane(map, "leads");
  pane.append(sheet);
  const draw = (leads) => {
    const path = leads.map((lead) => `M${lead.map((point) => point.join(" ")).join("L")}`).join("");
    L.DomUtil.setPosition(sheet, map.containerPointToLayerPoint([0, 0]));
    for (const line of lines) line.setAttribute("d", path);
  };
  return { draw, pane };
}

function controlBoxes(map) {
  const container = map.getContainer();
  const { left, top } = container.getBoundingClientRect();
  return [...container.querySelectorAll(".leaflet-control, .fl-locator")].map((node) => {
    const box = node.getBoundingClientRect();
    return [box.left - left, box.top - top, box.right - left, box.bottom - top];
  });
}

/** List the countries in view with the spots for their names. */
function countriesInView(map, { baseMap }, countries, obstacles, frame) {
  const view = extentInView(map);
  return countries.flatMap((label) => {
    const rings = baseMap.linesOf("country").get(label.number) ?? [];
    label.extent ??= extentOfLines(rings);
    if (!overlaps(label.extent, view)) return [];
    return [{ ...label, spots: spotsInside(map, { ...label, rings }, obstacles, frame) }];
  });
}

/** Measure only new labels and those whose type size changed, because measuring forces a layout. */
function measureLabels({ all, ofPlaces }, ids) {
  for (const label of ofPlaces) {
    const highlighted = ids.has(label.place.id);
    if (label.node.classList.toggle("fl-told", highlighted) !== label.highlighted) label.width = 0;
    label.highlighted = highlighted;
  }
  for (const label of all) {
    if (label.width > 0) continue;
    label.width = label.node.offsetWidth + 2;
    label.height = label.node.offsetHeight;
  }
}

/**
 * Draw the names of places and countries; `label(close)` places them for the current zoom.
 *
 * @param {LeafletMap} map
 * @param {Page} page
 * @param {any[]} places
 * @returns {{label(close: boolean): void, remove(): void}}
 */
export function drawNames(map, page, places) {
  const { index, say } = page;
  const { scene } = index;
  const drawnLeads = makeLeads(map);
  const labels = makeLabels(map, index, places, say);
  const baseNames = drawBaseNames(map, scene, labels.pane);
  // The front lines of all dates by both clocks, so that names do not move when the date changes.
  const front = everFrontArcs(scene.mesh, campNumbers(scene)).map((arc) => lineOf(scene.mesh, 2 * arc));

  const pointOf = (lonLat) => {
    const { x, y } = map.latLngToContainerPoint(latLng(lonLat));
    return [x, y];
  };
  const withSpots = (item) => {
    const { point, width, height, size } = item;
    return { ...item, spots: spotsBeside(point, width, height, size / 2 + 1) };
  };

  function label(close) {
    measureLabels(labels, page.highlighted);
    const { x, y } = map.getSize();
    const frame = [EDGE_PX, EDGE_PX, x - EDGE_PX, y - EDGE_PX];
    const inFrame = (box) => overlaps(box, frame);
    const inView = labels.ofPlaces
      .map((label) => {
        const { lon, lat, role } = label.place;
        const dot = label.place.sign_px ? label.place.sign_px + DOT_EDGE_PX : DOT_BOX_PX[role];
        const size = (role === "reported" ? undefined : dot) ?? MARK_BOX_PX[close ? "near" : "far"];
        const point = pointOf([lon, lat]);
        const rank = label.highlighted ? HIGHLIGHTED_RANK : label.rank;
        return { ...label, point, size, rank, box: boxAround(point, size) };
      })
      .filter(({ box }) => inFrame(box));
    const minor = inView.filter(({ place, highlighted }) => place.role === "minor" && !highlighted);
    const major = inView.filter(({ place, highlighted }) => place.role !== "minor" || highlighted);
    const marks = major.map(({ box }) => box);
    const lines = front.map((line) => beads(line.map(pointOf)));
    const soft = [...minor.map(({ box }) => box), ...lines.flat()].filter(inFrame);
    const taken = controlBoxes(map);

    const candidates = major.map(withSpots);
    const placed = placeLabels(candidates, [...marks, ...taken], soft, frame);
    const movable = candidates.filter(({ place, highlighted }) =>
      highlighted || place.reported || place.kind === "city"
    );
    const ofTowns = candidates.filter((item) => !movable.includes(item) && placed.has(item.id));
    taken.push(...ofTowns.map(({ id }) => placed.get(id)));
    const withLeads = placeWithLeads(movable, placed, marks, taken, soft, frame);
    for (const [id, { box, lead }] of withLeads) {
      placed.set(id, box);
      taken.push(box, ...(lead ? beads(lead) : []));
    }
    taken.push(...marks);
    const obstacles = [...taken, ...soft.filter((_, i) => i % THINNED === 0)];
    const others = page.isGrounded ? countriesInView(map, scene, labels.ofCountries, obstacles, frame) : [];
    if (close) others.push(...minor.map(withSpots));
    for (const [id, box] of placeLabels(others, taken, soft, frame)) placed.set(id, box);

    dropOverlapping(placed);
    if (page.isGrounded) baseNames.place([...taken, ...placed.values()], soft, frame);

    drawnLeads.draw([...withLeads].flatMap(([id, { lead }]) => (lead && placed.has(id) ? [lead] : [])));
    for (const { id, node } of labels.all) {
      const box = placed.get(id);
      node.hidden = box === undefined;
      if (box) L.DomUtil.setPosition(node, map.containerPointToLayerPoint([box[0] + 1, box[1]]));
    }
  }
  return {
    label,
    remove() {
      for (const { pane } of [labels, drawnLeads]) pane.remove();
    },
  };
}
