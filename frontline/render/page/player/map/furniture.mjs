// The controls on the map: the scale bar, the inset and the button for the whole map.

import { button, el, icon, svg } from "../dom/elements.mjs";
import { latLng } from "./ground_layer.mjs";

const SCALE_PX = 44;
const SCALE_WORDS_PX = 56;
const BUSY_RANK = 1;
const LOCATOR_PX = 96;
const LOCATOR_SPAN = 9;
const LOCATOR_MIN_DEG = 6;
const LOCATOR_WIDTHS = 0.8;

/** @param {Extent} extent */
function locatorFrame([west, south, east, north], squeeze) {
  const around = Math.max(LOCATOR_MIN_DEG, ((north - south) * LOCATOR_SPAN) / 2) * 0.8;
  const half = Math.max(around, (east - west) * squeeze * LOCATOR_WIDTHS);
  const [x, y] = [((west + east) / 2) * squeeze, -(south + north) / 2];
  return { x: x - half, y: y - half, size: 2 * half };
}

function outlinePath(rings, squeeze) {
  const ring = (points) =>
    "M" + points.map(([lon, lat]) => `${(lon * squeeze).toFixed(3)} ${(-lat).toFixed(3)}`).join("L") + "Z";
  return rings.map(ring).join("");
}

/**
 * Make the locator inset; null if the base has no outlines.
 *
 * @param {Scene} scene
 * @param {Say} say
 * @returns {SVGElement|null}
 */
export function locator({ baseMap, extent }, say) {
  if (!baseMap.has("outline")) return null;
  const [west, south, east, north] = extent;
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const { x, y, size } = locatorFrame(extent, squeeze);
  const rings = [...baseMap.linesOf("outline").values()].flat();
  const land = svg("path", { d: outlinePath(rings, squeeze), class: "fl-outline" });
  const extentBox = {
    x: west * squeeze,
    y: -north,
    width: (east - west) * squeeze,
    height: north - south,
  };
  const frame = { viewBox: `${x} ${y} ${size} ${size}`, width: LOCATOR_PX, height: LOCATOR_PX };
  const label = { role: "img", "aria-label": say("where_it_lies") };
  return svg(
    "svg",
    { ...frame, ...label, class: "fl-locator" },
    land,
    svg("rect", { ...extentBox, class: "fl-here" }),
  );
}

/** Make the scale bar in kilometres and miles, with units in the page's language. */
function scaleBar(say, maxWidth, position) {
  const bar = L.control.scale({ metric: true, imperial: true, maxWidth, position });
  bar._updateScale = (node, text, ratio) => {
    const [number, unit] = text.split(" ");
    node.style.width = `${Math.round(maxWidth * ratio)}px`;
    const words = say(`unit_${unit}`, { number: Number(number), count: Number(number) });
    node.replaceChildren(el("bdi", { dir: say.dir }, words)); // the bar is not mirrored
  };
  return bar;
}

/** Return the corner of the map in which a box covers the fewest places. */
function emptiestCorner(map, { places }, [width, height], corners) {
  const { x, y } = map.getSize();
  const points = places
    .filter((place) => place.lon !== null && (place.reported || place.rank <= BUSY_RANK))
    .map((place) => map.latLngToContainerPoint(latLng([place.lon, place.lat])));
  const covered = (corner) => {
    const [right, bottom] = [corner.endsWith("right"), corner.startsWith("bottom")];
    const inside = (point, size, isFar) => (isFar ? point > size[1] - size[0] : point < size[0]);
    return points.filter((point) =>
      inside(point.x, [width, x], right) && inside(point.y, [height, y], bottom)
    ).length;
  };
  const counts = corners.map(covered);
  return corners[counts.indexOf(Math.min(...counts))];
}

/**
 * Add the scale bar, the button for the whole map and the locator, and label the map's buttons.
 *
 * @param {LeafletMap} map
 * @param {Page} page
 * @param {() => void} wholeView
 * @returns {{remove(): void}}
 */
export function addControls(map, { index: { scene }, say }, wholeView) {
  const { x } = map.getSize();
  const maxWidth = Math.min(110, x / 6);
  const position = emptiestCorner(map, scene, [maxWidth + SCALE_WORDS_PX, SCALE_PX], [
    "bottomleft",
    "bottomright",
  ]);
  const added = [scaleBar(say, maxWidth, position).addTo(map)];
  if (map.zoomControl) {
    map.zoomControl.remove();
    const titles = { zoomInTitle: say("zoom_in"), zoomOutTitle: say("zoom_out") };
    map.zoomControl = L.control.zoom(titles).addTo(map);
  }
  const [prefix, control] = ["Leaflet", map.attributionControl];
  if (control) control.setPrefix(prefix);
  else L.control.attribution({ prefix }).addTo(map);
  const add = (position, node) => {
    const control = L.control({ position });
    control.onAdd = () => {
      L.DomEvent.disableClickPropagation(node);
      return node;
    };
    added.push(control.addTo(map));
  };
  const label = say("whole_map_button");
  const whole = button(
    { "aria-label": label, title: label },
    wholeView,
    icon("M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"),
  );
  add("topleft", el("div.leaflet-bar.fl-whole", whole));
  const inset = locator(scene, say);
  if (inset !== null) {
    const corners = ["bottomright", "bottomleft"].filter((corner) => corner !== position);
    add(emptiestCorner(map, scene, [LOCATOR_PX, LOCATOR_PX + SCALE_PX], corners), el("div.fl-inset", inset));
  }
  return { remove: () => added.forEach((control) => control.remove()) };
}
