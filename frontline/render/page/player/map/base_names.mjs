// Names of the base map, in the room that the names of places leave: towns, lakes, rivers, regions.

import { el, HIDDEN, svg } from "../dom/elements.mjs";
import { languageAttributes } from "../text/author_texts.mjs";
import { extentOfLines, linesInView, spotsInside } from "./base_spots.mjs";
import { latLng } from "./ground_layer.mjs";
import { boxAround, overlaps, placeLabels, spotsBeside } from "./labels.mjs";
import { metresPerPixel } from "./projection.mjs";
import { boxesAlong, stretches } from "./river_names.mjs";

const PX2_PER_TOWN = 25_000;
const MIN_TOWNS = 3;
const TOWN_TYPE = { least: 11, px: 0.4, ofSign: 4 };
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
  return el("div", { class: `fl-label fl-${item.kind}`, ...words, ...HIDDEN }, item.name);
}

/** Make the names that are measured and placed when they are first in view. */
function makeItems(map, scene, pane) {
  const items = scene.base
    .map((item, number) => ({ ...item, id: `base ${number}`, rank: number, node: null, extent: null }))
    .filter(({ kind }) => NAMED.includes(kind));
  const pointOf = (lonLat) => {
    const { x, y } = map.latLngToContainerPoint(latLng(lonLat));
    return [x, y];
  };
  const linesOf = ({ kind, rank }) => scene.baseMap.linesOf(kind).get(rank) ?? [];
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
    measured(shown) {
      const fresh = shown.filter(({ node }) => node === null);
      for (const item of fresh) {
        item.node = baseLabel(scene, item);
        const { least, px, ofSign } = TOWN_TYPE;
        if (item.kind === "town") item.node.style.fontSize = `${least + px * (item.px - ofSign)}px`;
      }
      pane.append(...fresh.map(({ node }) => node));
      for (const item of fresh) {
        item.width = item.node.offsetWidth + 2;
        item.height = item.node.offsetHeight;
      }
      return shown;
    },
  };
}

/** Place the largest towns in view, each with its sign. */
function placeTowns({ pointOf, measured }, towns, taken, soft, frame) {
  const most = Math.max(MIN_TOWNS, ((frame[2] - frame[0]) * (frame[3] - frame[1])) / PX2_PER_TOWN);
  const inView = towns.flatMap((town) => {
    const point = pointOf([town.lon, town.lat]);
    const sign = boxAround(point, town.px);
    const isFree = overlaps(sign, frame) && !taken.some((other) => overlaps(other, sign));
    return isFree ? [{ town, point, sign }] : [];
  }).slice(0, most);
  measured(inView.map(({ town }) => town));
  const labels = inView.map(({ town, point, sign }) => ({
    ...town,
    point,
    sign,
    spots: spotsBeside(point, town.width, town.height, town.px / 2 + 2),
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

/** Place the names of lakes that are large enough on screen, on them or beside. */
function placeLakes({ pointOf, boxOf, measured }, lakes, taken, frame) {
  const large = lakes.filter((lake) => {
    const box = boxOf(lake);
    return overlaps(box, frame) && Math.max(box[2] - box[0], box[3] - box[1]) >= LAKE_MIN_PX;
  });
  const labels = measured(large).map((lake) => {
    const { width, height } = lake;
    const [x, y] = pointOf([lake.lon, lake.lat]);
    const spots = [[x - width / 2, y - height / 2], ...spotsBeside([x, y], width, height, LAKE_GAP_PX)];
    return { ...lake, spots };
  });
  return placeLabels(labels, taken, [], frame);
}

/** Place the names of regions at their points, or in the part of them that is in view. */
function placeRegions(map, { pointOf, boxOf, linesOf, measured }, regions, taken, frame) {
  const isAtPoint = (region) => region.lon !== undefined;
  const inView = regions.filter((region) =>
    isAtPoint(region)
      ? overlaps(boxAround(pointOf([region.lon, region.lat]), 1), frame)
      : overlaps(boxOf(region), frame)
  );
  const labels = measured(inView).map((region) => {
    const { width, height } = region;
    if (!isAtPoint(region)) {
      return { ...region, spots: spotsInside(map, { ...region, rings: linesOf(region) }, taken, frame) };
    }
    const [x, y] = pointOf([region.lon, region.lat]);
    const spots = REGION_SHIFTS.map(([dx, dy]) => [x + (dx - 0.5) * width, y + (dy - 0.5) * height]);
    return { ...region, spots };
  });
  return placeLabels(labels.filter(({ spots }) => spots.length > 0), taken, [], frame);
}

/** List where the name of each river in view stands: along its straightest free stretch. */
function riverSpots(map, { pointOf, linesOf, measured }, rivers, taken, frame) {
  const bounds = map.getBounds();
  const view = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  const inView = rivers
    .map((river) => ({ river, lines: linesInView(linesOf(river), view).map((line) => line.map(pointOf)) }))
    .filter(({ lines }) => lines.length > 0);
  measured(inView.map(({ river }) => river));
  const blocked = [...taken];
  return inView.flatMap(({ river, lines }) => {
    const { width, height } = river;
    const isFree = (spot) =>
      !boxesAlong(spot, width, height).some((box) => blocked.some((other) => overlaps(box, other)));
    const spots = lines.flatMap((line) => stretches(line, width, height, frame));
    const spot = spots.sort((a, b) => a.cost - b.cost).find(isFree);
    if (spot === undefined) return [];
    const boxes = boxesAlong(spot, width, height);
    blocked.push(...boxes);
    return [{ river, spot, boxes }];
  });
}

function riverName({ river: { name, node }, spot: { middle: [x, y], degrees } }) {
  const transform = `translate(${x} ${y}) rotate(${degrees})`;
  const text = svg("text", { transform, lang: node.getAttribute("lang") }, name);
  text.style.direction = node.dir;
  return text;
}

/**
 * Draw the names of the base map and the signs of its towns.
 *
 * `place(taken, soft, frame)` places them for the current view, and hides those without room.
 *
 * @param {LeafletMap} map
 * @param {Scene} scene In the language of the page.
 * @param {HTMLElement} pane
 * @returns {{place(taken: Box[], soft: Box[], frame: Box): void}}
 */
export function drawBaseNames(map, scene, pane) {
  const made = makeItems(map, scene, pane);
  const signs = svg("path", { class: "fl-town-sign" });
  const rivers = svg("g", { class: "fl-river-name" });
  const sheet = svg("svg", { class: "fl-leads", ...HIDDEN }, signs, rivers);
  pane.prepend(sheet);
  return {
    place(taken, soft, frame) {
      const mPerPx = metresPerPixel(map, scene.extent);
      const shown = made.items.filter((item) => scene.baseMap.isDrawn(item, mPerPx));
      const of = (kind) => shown.filter((item) => item.kind === kind);
      const towns = placeTowns(made, of("town"), taken, soft, frame);
      const all = [...taken, ...soft, ...towns.placed.values(), ...towns.named.map(({ sign }) => sign)];
      const lakes = placeLakes(made, of("lake"), all, frame);
      all.push(...lakes.values());
      const named = riverSpots(map, made, of("river"), all, frame);
      all.push(...named.flatMap(({ boxes }) => boxes));
      const regions = placeRegions(map, made, of("region"), all, frame);
      const placed = new Map([...towns.placed, ...lakes, ...regions]);

      signs.setAttribute("d", signsPath(towns.named));
      rivers.replaceChildren(...named.map(riverName));
      L.DomUtil.setPosition(sheet, map.containerPointToLayerPoint([0, 0]));
      for (const { id, node } of made.items) {
        if (node === null) continue;
        const box = placed.get(id);
        node.hidden = box === undefined;
        if (box) L.DomUtil.setPosition(node, map.containerPointToLayerPoint([box[0] + 1, box[1]]));
      }
    },
  };
}
