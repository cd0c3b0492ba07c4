// Names of the base map, in the room that the names of places leave: towns, lakes, rivers, regions.

import { el, HIDDEN, svg } from "../dom/elements.mjs";
import { languageAttributes } from "../text/author_texts.mjs";
import { extentInView, extentOfLines, linesInView, spotsInside } from "./base_spots.mjs";
import { latLng } from "./ground_layer.mjs";
import { boxAround, overlaps, placeLabels, spotsBeside } from "./labels.mjs";
import { metresPerPixel } from "./projection.mjs";
import { boxesAlong, stretches } from "./river_names.mjs";

const PX2_PER_TOWN = 25_000;
const PX2_PER_RIVER = 60_000;
const MIN_NAMES = 3;
const TOWN_TYPES = [[9, 14], [6, 12.5], [0, 11.5]]; // from a width of the sign, a size of type
const LAKE_MIN_PX = 24;
const LAKE_GAP_PX = 3;
const REGION_SHIFTS = [[0, 0], [0, -1], [0, 1], [0, -2], [0, 2], [-0.5, 0], [0.5, 0]];
const CURSIVE = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const NAMED = ["town", "lake", "river", "region"];

/**
 * Make the name of a feature of the base map.
 *
 * @param {Scene} scene
 * @param {any} item A name of the base map.
 * @returns {HTMLElement}
 */
export function baseLabel(scene, item) {
  const { lang } = languageAttributes(scene);
  const dir = CURSIVE.test(item.name) ? "rtl" : "ltr";
  const words = { lang: item.foreign.includes("name") ? lang : null, dir };
  const hasCapitals = item.name.toUpperCase() !== item.name.toLowerCase(); // others are not spaced
  const type = hasCapitals ? "fl-label fl-capitals" : "fl-label";
  return el("div", { class: `${type} fl-${item.kind}`, ...words, ...HIDDEN }, item.name);
}

/** Make the names that are measured and placed when they are first in view. */
function makeItems(map, scene, pane) {
  const items = scene.base
    .map((item, number) => ({ ...item, id: `base ${number}`, number, node: null, extent: null }))
    .filter(({ kind }) => NAMED.includes(kind))
    .sort((a, b) => a.rank - b.rank || a.number - b.number);
  const pointOf = (lonLat) => {
    const { x, y } = map.latLngToContainerPoint(latLng(lonLat));
    return [x, y];
  };
  const linesOf = ({ kind, number }) => scene.baseMap.linesOf(kind).get(number) ?? [];
  return {
    items,
    pointOf,
    linesOf,
    /** Return the box of the lines of an item in pixels. */
    boxOf(item) {
      item.extent ??= extentOfLines(linesOf(item));
      const [west, south, east, north] = item.extent;
      const [[left, bottom], [right, top]] = [pointOf([west, south]), pointOf([east, north])];
      return [left, top, right, bottom];
    },
    /** Measure the names that have not been in view before, which forces a layout. */
    measure(shown) {
      const fresh = shown.filter(({ node }) => node === null);
      for (const item of fresh) {
        item.node = baseLabel(scene, item);
        if (item.kind !== "town") continue;
        const [, size] = TOWN_TYPES.find(([least]) => item.px >= least);
        item.node.style.fontSize = `${size}px`;
      }
      pane.append(...fresh.map(({ node }) => node));
      for (const item of fresh) {
        item.width = item.node.offsetWidth + 2;
        item.height = item.node.offsetHeight;
      }
    },
  };
}

/** Return how many names of a kind have room in a frame. */
function atMost([left, top, right, bottom], px2PerName) {
  return Math.max(MIN_NAMES, ((right - left) * (bottom - top)) / px2PerName);
}

/** List the largest towns in view whose signs do not cover anything, with these signs. */
function townsInView({ pointOf }, towns, taken, frame) {
  return towns.flatMap((item) => {
    const point = pointOf([item.lon, item.lat]);
    const sign = boxAround(point, item.px);
    const isFree = overlaps(sign, frame) && !taken.some((other) => overlaps(other, sign));
    return isFree ? [{ item, point, sign }] : [];
  }).slice(0, atMost(frame, PX2_PER_TOWN));
}

function placeTowns(towns, taken, soft, frame) {
  const labels = towns.map(({ item, point, sign }, order) => ({
    ...item,
    rank: order,
    point,
    sign,
    spots: spotsBeside(point, item.width, item.height, item.px / 2 + 2),
  }));
  const placed = placeLabels(labels, [...taken, ...labels.map(({ sign }) => sign)], soft, frame);
  return { placed, named: labels.filter(({ id }) => placed.has(id)) };
}

function signsPath(towns) {
  return towns.map(({ point: [x, y], px }) => {
    const r = px / 2 - 0.5;
    return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
  }).join("");
}

function lakesInView({ boxOf }, lakes, frame) {
  return lakes.filter((item) => {
    const box = boxOf(item);
    return overlaps(box, frame) && Math.max(box[2] - box[0], box[3] - box[1]) >= LAKE_MIN_PX;
  });
}

/** Place the names of lakes on them or beside. */
function placeLakes({ pointOf }, lakes, taken, frame) {
  const labels = lakes.map((item) => {
    const { width, height } = item;
    const [x, y] = pointOf([item.lon, item.lat]);
    const spots = [[x - width / 2, y - height / 2], ...spotsBeside([x, y], width, height, LAKE_GAP_PX)];
    return { ...item, spots };
  });
  return placeLabels(labels, taken, [], frame);
}

function isAtPoint(region) {
  return region.lon !== undefined;
}

function regionsInView({ pointOf, boxOf }, regions, frame) {
  const boxIn = (item) => isAtPoint(item) ? boxAround(pointOf([item.lon, item.lat]), 1) : boxOf(item);
  return regions.filter((item) => overlaps(boxIn(item), frame));
}

/** Place the names of regions at their points, or in the part of them that is in view. */
function placeRegions(map, { pointOf, linesOf }, regions, taken, frame) {
  const labels = regions.map((item) => {
    const { width, height } = item;
    if (!isAtPoint(item)) {
      return { ...item, spots: spotsInside(map, { ...item, rings: linesOf(item) }, taken, frame) };
    }
    const [x, y] = pointOf([item.lon, item.lat]);
    const spots = REGION_SHIFTS.map(([dx, dy]) => [x + (dx - 0.5) * width, y + (dy - 0.5) * height]);
    return { ...item, spots };
  });
  return placeLabels(labels.filter(({ spots }) => spots.length > 0), taken, [], frame);
}

function riversInView(map, { pointOf, linesOf }, rivers) {
  const view = extentInView(map);
  return rivers
    .map((item) => ({ item, lines: linesInView(linesOf(item), view).map((line) => line.map(pointOf)) }))
    .filter(({ lines }) => lines.length > 0);
}

/** Place the name of each river along its straightest free stretch. */
function placeRivers(rivers, taken, frame) {
  const blocked = [...taken];
  return rivers.flatMap(({ item, lines }) => {
    const { width, height } = item;
    const isFree = (spot) =>
      !boxesAlong(spot, width, height).some((box) => blocked.some((other) => overlaps(box, other)));
    const spots = lines.flatMap((line) => stretches(line, width, height, frame));
    const spot = spots.sort((a, b) => a.cost - b.cost).find(isFree);
    if (spot === undefined) return [];
    const boxes = boxesAlong(spot, width, height);
    blocked.push(...boxes);
    return [{ item, spot, boxes }];
  }).slice(0, atMost(frame, PX2_PER_RIVER));
}

function riverName({ item: { name, node }, spot: { middle: [x, y], degrees } }) {
  const transform = `translate(${x} ${y}) rotate(${degrees})`;
  const text = svg("text", { transform, lang: node.getAttribute("lang") }, name);
  text.style.direction = node.dir;
  return text;
}

/**
 * Draw the names of the base map and the signs of its towns.
 *
 * `place(taken, soft, frame)` places them for the current view, and removes those without room.
 *
 * @param {LeafletMap} map
 * @param {Scene} scene In the language of the page.
 * @param {HTMLElement} pane
 * @returns {{place(taken: Box[], soft: Box[], frame: Box): void}}
 */
export function drawBaseNames(map, scene, pane) {
  const made = makeItems(map, scene, pane);
  const signs = svg("path", { class: "fl-town-sign" });
  const riverSheet = svg("g", { class: "fl-river-name" });
  const sheet = svg("svg", { class: "fl-leads", ...HIDDEN }, signs, riverSheet);
  pane.prepend(sheet);
  return {
    place(taken, soft, frame) {
      const mPerPx = metresPerPixel(map, scene.extent);
      const shown = made.items.filter((item) => scene.baseMap.isDrawn(item, mPerPx));
      const of = (kind) => shown.filter((item) => item.kind === kind);
      const inView = {
        towns: townsInView(made, of("town"), taken, frame),
        lakes: lakesInView(made, of("lake"), frame),
        rivers: riversInView(map, made, of("river")),
        regions: regionsInView(made, of("region"), frame),
      };
      const lists = [inView.towns, inView.rivers].flat().map(({ item }) => item);
      made.measure([...lists, ...inView.lakes, ...inView.regions]);
      const towns = placeTowns(inView.towns, taken, soft, frame);
      const all = [...taken, ...soft, ...towns.placed.values(), ...towns.named.map(({ sign }) => sign)];
      const lakes = placeLakes(made, inView.lakes, all, frame);
      all.push(...lakes.values());
      const rivers = placeRivers(inView.rivers, all, frame);
      all.push(...rivers.flatMap(({ boxes }) => boxes));
      const regions = placeRegions(map, made, inView.regions, all, frame);
      const placed = new Map([...towns.placed, ...lakes, ...regions]);

      signs.setAttribute("d", signsPath(towns.named));
      riverSheet.replaceChildren(...rivers.map(riverName));
      L.DomUtil.setPosition(sheet, map.containerPointToLayerPoint([0, 0]));
      for (const { id, node } of made.items) {
        const box = placed.get(id);
        if (box === undefined) {
          node?.remove();
          continue;
        }
        pane.append(node);
        L.DomUtil.setPosition(node, map.containerPointToLayerPoint([box[0] + 1, box[1]]));
      }
    },
  };
}
