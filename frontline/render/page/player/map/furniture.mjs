// What frames the map: the legend, the locator, the scale and the button for the whole view.

import { controlKey, polygonsOf } from "../model/spans.mjs";
import { button, el, icon, joined, svg } from "../shell/dom.mjs";
import { latLng } from "./ground_layer.mjs";
import { hasFront } from "../model/mesh.mjs";
import { sample, swatch } from "./symbols.mjs";
import { bandLabel } from "../text/method_notes.mjs";
import { written } from "../text/author_texts.mjs";
import { classWords } from "../text/values.mjs";

const SCALE_PX = 44;
const SCALE_WORDS_PX = 56;
const BUSY_RANK = 1;
const LOCATOR_PX = 96;
const LOCATOR_SPAN = 9;
const LOCATOR_MIN_DEG = 6;

function key(drawing, words) {
  return el("li", drawing, el("span", words));
}

function frontSample(inferred) {
  const line = (className) => svg("path", { d: "M-18 3C-8 3-6-4 4-3S14 2 18-1", class: className });
  return sample(line("fl-casing"), line(inferred ? "fl-front fl-dashed" : "fl-front"));
}

function bandSample() {
  const [ground, band] = [
    svg("rect", { x: -18, y: -10, width: 36, height: 20, class: "fl-ground" }),
    svg("rect", { x: -18.5, y: -6, width: 37, height: 12, class: "fl-band" }),
  ];
  band.style.fill = "url(#fl-band)";
  return sample(ground, band);
}

function staleWords({ policy }, say) {
  const count = policy?.stale_after_days;
  return count === undefined ? say("old_evidence_key") : say("older_than", { count });
}

/** Make the legend: every class that occurs on any date, the other signs in use, and `more`. */
export function legend(page, ...more) {
  const { index, say } = page;
  const { scene } = index;
  const drawn = scene.mesh.words.filter((word) => !word.bare);
  const shown = new Set(drawn.map(controlKey));
  const classes = scene.classes.filter((style) => shown.has(controlKey(style)));
  const stale = drawn.find((span) => span.stale);
  const starter = scene.start ? index.sides.get(scene.start.side) : null;
  const exact = scene.places.some((place) => place.lon !== null && place.precision_m);
  const unheld = scene.places.some((p) => p.reported && p.lon !== null && !index.spans.has(p.id));
  const unplaced = scene.places.filter((place) => place.reported && place.lon === null);
  const ring = [
    svg("circle", { r: 8.5, class: "fl-ring" }),
    svg("circle", { r: 2.5, class: "fl-core" }),
  ];
  const frontNote = say(scene.ground.inferred ? "front_line_inferred" : "front_line");
  const keys = [
    ...classes.map((style) => key(swatch(index, style), classWords(style, index.sides, say))),
    starter
      ? key(
          swatch(index, { status: "held", side: starter.id }, true),
          say("held_before", { side: starter.name }),
        )
      : null,
    stale
      ? key(swatch(index, stale), staleWords(scene, say))
      : null,
    hasFront(scene.mesh) ? key(frontSample(scene.ground.inferred), frontNote) : null,
    scene.band ? key(bandSample(), bandLabel(scene.band, say)) : null,
    unheld ? key(swatch(index, null, true), say("site_of_event")) : null,
    scene.places.some((place) => place.reported)
      ? key(sample(...ring), say("news_on_day"))
      : null,
    exact
      ? key(sample(svg("circle", { r: 8.5, class: "fl-exact" })), say("lies_within"))
      : null,
  ];
  const names = joined(unplaced.map((place) => written(page, place, "name")), say("comma"));
  return el(
    "section",
    { class: "fl-legend", "aria-label": say("legend") },
    el("ul", ...keys),
    ...more,
    names.length > 0 ? el("p.fl-meta", ...say.nodes("known_by_name", { places: el("span", ...names) })) : null,
  );
}

function locatorFrame([west, south, east, north], squeeze) {
  const half = Math.max(LOCATOR_MIN_DEG, ((north - south) * LOCATOR_SPAN) / 2) * 0.8;
  const [x, y] = [((west + east) / 2) * squeeze, -(south + north) / 2];
  return { x: x - half, y: y - half, size: 2 * half };
}

function outlinePath(polygons, squeeze) {
  const ring = (points) =>
    "M" + points.map(([lon, lat]) => `${(lon * squeeze).toFixed(3)} ${(-lat).toFixed(3)}`).join("L") + "Z";
  return polygons.flat().map(ring).join("");
}

/** Make the inset that shows where the map lies, or null where the base has no outlines. */
export function locator({ base, extent }, say) {
  const outlines = base.filter((feature) => feature.kind === "outline");
  if (outlines.length === 0) return null;
  const [west, south, east, north] = extent;
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const { x, y, size } = locatorFrame(extent, squeeze);
  const land = outlines.map((feature) =>
    svg("path", { d: outlinePath(polygonsOf(feature.geometry), squeeze), class: "fl-outline" }),
  );
  const here = {
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
    ...land,
    svg("rect", { ...here, class: "fl-here" }),
  );
}

/** Make the bar of kilometres and miles, its units in the language of the page. */
function scaleBar(say, maxWidth, position) {
  const bar = L.control.scale({ metric: true, imperial: true, maxWidth, position });
  bar._updateScale = (node, text, ratio) => {
    const [number, unit] = text.split(" ");
    node.style.width = `${Math.round(maxWidth * ratio)}px`;
    node.dir = say.dir;
    node.textContent = say(`unit_${unit}`, { number: Number(number), count: Number(number) });
  };
  return bar;
}

/** Find the corner of the map in which a box of a size in px lies on the fewest places. */
function freest(map, { places }, [width, height], corners) {
  const { x, y } = map.getSize();
  const points = places
    .filter((place) => place.lon !== null && (place.reported || place.rank <= BUSY_RANK))
    .map((place) => map.latLngToContainerPoint(latLng([place.lon, place.lat])));
  const covered = (corner) => {
    const [right, bottom] = [corner.endsWith("right"), corner.startsWith("bottom")];
    const inside = (at, size, far) => (far ? at > size[1] - size[0] : at < size[0]);
    return points.filter((at) => inside(at.x, [width, x], right) && inside(at.y, [height, y], bottom)).length;
  };
  const counts = corners.map(covered);
  return corners[counts.indexOf(Math.min(...counts))];
}

/** Add scale bar, whole-view button and locator to the map, and name its own buttons. */
export function addControls(map, { index: { scene }, say }, wholeView) {
  const { x } = map.getSize();
  const maxWidth = Math.min(110, x / 6);
  const position = freest(map, scene, [maxWidth + SCALE_WORDS_PX, SCALE_PX], ["bottomleft", "bottomright"]);
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
    const free = ["bottomright", "bottomleft"].filter((corner) => corner !== position);
    add(freest(map, scene, [LOCATOR_PX, LOCATOR_PX + SCALE_PX], free), el("div.fl-inset", inset));
  }
  return { remove: () => added.forEach((control) => control.remove()) };
}
