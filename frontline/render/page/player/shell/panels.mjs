// The panels around the map, in one language.

import { rangeWithin } from "../model/day_ticks.mjs";
import { twoClocks } from "../model/knowledge.mjs";
import { frontList } from "../panels/front_list.mjs";
import { sharePanel } from "../panels/share.mjs";
import { layOut } from "../panels/stage.mjs";
import { storyPanel } from "../panels/story.mjs";
import { mapTables, shortDescription } from "../panels/table_twin.mjs";
import { languageSwitch } from "../text/author_texts.mjs";
import { knowledgeSwitch } from "../time/clocks.mjs";
import { compareControl } from "../time/compare.mjs";
import { timePlayer } from "../time/time_player.mjs";
import { newsOf } from "./news.mjs";
import { speakLanguage } from "./page_context.mjs";

/**
 * Make the panels in the language of the state, and lay out the page.
 *
 * @param {App} app
 */
export function makePanels(app) {
  const { map, page } = app;
  const before = app.panels;
  speakLanguage(page);
  const clocks = knowledgeSwitch(page, (known) => page.set({ known }));
  const compared = compareControl(page, page.compare);
  const fronts = frontList(page, page.openFront);
  const story = storyPanel(page, (chapter) => page.set({ chapter }), before?.story);
  const short = shortDescription(page);
  const twin = mapTables(page);
  before?.time.stop();
  const time = makeTimePlayer(app, clocks);
  const share = sharePanel(page);
  const languages = languageSwitch(page, (language) => {
    page.set({ language });
    app.panels.parts.languages.querySelector("select").focus();
  });
  const parts = layOut(map, page, { time, fronts, compared, share, story, languages, short, twin });
  app.panels = { clocks, compared, fronts, story, short, twin, time, share, parts };
  parts.replace(before?.parts);
}

function makeTimePlayer(app, clocks) {
  const { live, page } = app;
  const { dates } = page.original;
  return timePlayer(page, {
    clocks: twoClocks(page.original) ? clocks.element : null,
    goTo: (position) => page.set({ date: dates[position] }),
    choose: (...days) => page.set({ range: rangeWithin(...days, dates.length).map((day) => dates[day]) }),
    toggled(runs) {
      page.isPlaying = runs;
      live.announce(runs ? page.say("live_playing") : `${page.say("live_stopped")} ${newsOf(app)}`);
    },
  });
}
