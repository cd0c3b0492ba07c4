// Below the map: notes, credits, and every event and claim as a table.

import { byText } from "./core.mjs";
import { el, outward } from "./dom.mjs";
import { sourceLinks, withdrawn } from "./statements.mjs";
import { groundNote, qualityNote } from "./method.mjs";
import { claimWords, kindWords, sentence } from "./words.mjs";

const EVER = "9999";

function statements(page) {
  const { index, words, say } = page;
  const { scene } = index;
  const names = (ids) =>
    ids.map((id) => index.places.get(id)?.name ?? id).join(say("comma")) || say("whole_map");
  const events = scene.events.map((event) => ({
    sort: [event.start ?? "", event.day, event.id],
    cells: [
      words.span(event),
      names(event.places),
      event.claimant,
      [event.title, event.text].filter(Boolean).join(". "),
    ],
    sources: event.sources,
  }));
  const claims = index.claims.map((claim) => {
    const about = claim.about === "control" ? "" : `${sentence(say.word("about", claim.about))}: `;
    const said = `${about}${claimWords(claim, index.sides, say)} (${kindWords(claim.kind, say)})`;
    const text = [sentence(said), claim.note].filter(Boolean).join(". ");
    return {
      sort: [claim.at, claim.id],
      cells: [
        words.moment(claim.known),
        names(claim.places),
        claim.claimant,
        withdrawn(page, claim, EVER, text),
      ],
      sources: claim.sources,
    };
  });
  return [...events, ...claims].sort((a, b) => byText(a.sort.join("\n"), b.sort.join("\n")));
}

function table(caption, heads, rows) {
  const cell = (content, i) => el("td", { "data-head": heads[i] }, content);
  return el(
    "table.fl-table",
    el("caption", caption),
    el("thead", el("tr", ...heads.map((head) => el("th", { scope: "col" }, head)))),
    el("tbody", ...rows.map((cells) => el("tr", ...cells.map(cell)))),
  );
}

function statementTable(page) {
  const rows = statements(page).map(({ cells, sources }) => [
    ...cells,
    sourceLinks(page, sources),
  ]);
  const keys = ["head_date", "head_place", "head_who", "head_what", "head_source"];
  return table(page.say("every_claim"), keys.map((key) => page.say(key)), rows);
}

function sourceTable({ index, say }) {
  const rows = index.scene.sources.map((source) => [
    source.publisher,
    outward(source.url, source.title),
    source.published ?? "",
    [
      index.sides.get(source.side)?.name,
      source.reliability,
      source.upstream ? say("repeats", { publisher: index.sources.get(source.upstream)?.publisher }) : "",
    ]
      .filter(Boolean)
      .join(say("comma")),
    source.archive_url ? outward(source.archive_url, say("archived")) : "",
    source.licence ?? "",
  ]);
  const keys = ["publisher", "title", "published", "speaks_for", "archive", "terms"];
  return table(say("sources"), keys.map((key) => say(`head_${key}`)), rows);
}

function noteList(page) {
  const { notes } = page.index.scene;
  const came = [groundNote(page), qualityNote(page)].filter(Boolean).map((text) => el("p", text));
  const note = ({ text, sources }) =>
    el("li", text, ...(sources.length > 0 ? [" ", sourceLinks(page, sources)] : []));
  const list = notes.length > 0 ? [el("ol", ...notes.map(note))] : [];
  return [...came, ...list];
}

/** Make the foot of the page. */
export function ledger(page) {
  const { scene } = page.index;
  const maker = scene.author ? [page.say("map_by", { author: scene.author })] : [];
  return el(
    "footer.fl-foot",
    ...noteList(page),
    el("p.fl-credits", [...maker, ...scene.credits].join(" · ")),
    el(
      "details.fl-ledger",
      el("summary", page.say("all_claims")),
      statementTable(page),
      sourceTable(page),
    ),
  );
}
