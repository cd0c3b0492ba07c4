// The page: the map, the state, and all parts that show it.

import { announcer } from "./dom/announce.mjs";
import { whenIdle } from "./dom/idle.mjs";
import { fittedView } from "./map/map_view.mjs";
import { mapPicture } from "./map/picture.mjs";
import { joinedGaps } from "./model/gaps.mjs";
import { readScene } from "./model/read_scene.mjs";
import { compareWith, followLink, lookAsLinked, setState } from "./shell/change_state.mjs";
import { hostLink, markEmbedded } from "./shell/host.mjs";
import { addressBar, linkText, ONLY_MAP, readLink, showsOnlyMap } from "./shell/link.mjs";
import { addRings, drawLayers, drawNamed } from "./shell/map_layers.mjs";
import { take } from "./shell/page_data.mjs";
import { pageContext } from "./shell/page_context.mjs";
import { pageObject } from "./shell/page_object.mjs";
import { followSize } from "./shell/page_size.mjs";
import { makePanels } from "./shell/panels.mjs";
import { labelMap, showState } from "./shell/show_state.mjs";
import { openFront, openPlace, openTouched } from "./shell/subjects.mjs";
import { listenToKeys } from "./time/keys.mjs";

/**
 * Build the page around a Leaflet map from the data blocks of the page.
 *
 * @param {LeafletMap} map
 * @returns {Promise<void>}
 */
export async function start(map) {
  try {
    const [record, ground] = await Promise.all([take("frontline-scene"), take("frontline-ground")]);
    const scene = readScene(record, ground);
    await globalThis.scheduler?.yield?.(); // two shorter tasks instead of a long one
    build(map, { ...scene, missing: joinedGaps(scene.missing) });
  } catch (error) {
    globalThis.frontlineGate.fail(error);
    throw error;
  }
}

function build(map, scene) {
  const linked = readLink(scene, location.hash);
  const app = makeApp(map, scene, linked);
  const { page } = app;
  markEmbedded();
  document.body.append(app.live.element);
  document.documentElement.classList.toggle("fl-only-map", app.isOnlyMap);
  makePanels(app);
  app.view = fittedView(map, scene);
  drawLayers(app);
  drawNamed(app);
  lookAsLinked(app, linked);
  app.address = addressBar(
    () =>
      [linkText(scene, page.state, app.view.at()), app.isOnlyMap ? ONLY_MAP : ""].filter(Boolean).join("&"),
    (hash) => followLink(app, readLink(scene, hash)),
  );
  addRings(app);
  app.sizes = followSize(app);
  showState(app);
  listenToMap(app);
  app.sizes.watch();
  whenIdle(() => showAreas(app));
  completeBase(app);
  listenToKeys({ step: (by) => app.panels.time.step(by), toggle: () => app.panels.time.toggle() });
  window.frontline = pageObject(page);
  hostLink(page, app.view.fit);
}

function makeApp(map, scene, linked) {
  const page = pageContext(scene, linked.state);
  const app = {
    map,
    page,
    live: announcer(),
    ignored: linked.ignored,
    isOnlyMap: showsOnlyMap(location.hash),
  };
  Object.assign(page, {
    set: (request) => setState(app, request),
    open: (id, day) => openPlace(app, id, day),
    openFront: (segment) => openFront(app, segment),
    compare: (since) => compareWith(app, since),
    href: () => app.address.href(),
    picture: () => mapPicture(page, app.panels.parts.slot),
  });
  return app;
}

function listenToMap(app) {
  const { map } = app;
  const toggle = (name, on) => () => app.panels.parts.slot.classList.toggle(name, on);
  map.on("zoomend moveend", () => labelMap(app));
  map.on("click", (event) => openTouched(app, event));
  map.on("zoomstart", toggle("fl-zooming", true));
  map.on("zoomend", toggle("fl-zooming", false));
  map.on("popupclose", toggle("fl-reading", false));
}

/**
 * Draw the rest of the base map, a part at a time, then its names.
 *
 * @param {App} app
 */
function completeBase(app) {
  const { layers: { base }, page } = app;
  if (page.isGrounded) return;
  whenIdle(() => {
    base.drawNext();
    page.isGrounded = base.isComplete();
    if (page.isGrounded) labelMap(app);
    else completeBase(app);
  });
}

/**
 * Show the areas over the days; measuring them for the first time takes a moment.
 *
 * @param {App} app
 */
function showAreas({ page, panels }) {
  page.isMeasured = page.hasGround;
  if (!page.isMeasured) return;
  panels.time.chart();
  panels.short.show(page.state.date, page.isMeasured);
}
