// Below the map: notes, credits, and every event and claim as a table.

import { byText } from "./core.mjs";
import { el, outward } from "./dom.mjs";
import { sourceLinks, withdrawn } from "./statements.mjs";
import { claimWords, kindWords, sentence } from "./words.mjs";

const EVER = "9999";

function statements(page) {
  const { index, words } = page;
  const { scene } = index;
  const names = (ids) =>
    ids.map((id) => index.places.get(id)?.name ?? id).join(", ") || "Whole map";
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
    const about = claim.about === "control" ? "" : `${sentence(claim.about)}: `;
    const said = `${about}${claimWords(claim, index.sides, scene.language)} (${kindWords(claim.kind)})`;
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
    sourceLinks(page.index, sources),
  ]);
  return table("Every event and claim", ["Date", "Place", "Who says", "What", "Source"], rows);
}

function sourceTable({ index }) {
  const rows = index.scene.sources.map((source) => [
    source.publisher,
    outward(source.url, source.title),
    source.published ?? "",
    [
      index.sides.get(source.side)?.name,
      source.reliability,
      source.upstream ? `repeats ${index.sources.get(source.upstream)?.publisher}` : "",
    ]
      .filter(Boolean)
      .join(", "),
    source.archive_url ? outward(source.archive_url, "archived") : "",
    source.licence ?? "",
  ]);
  const heads = ["Publisher", "Title", "Published", "Speaks for, reliability", "Archive", "Terms"];
  return table("Sources", heads, rows);
}

function noteList({ index }) {
  const { notes, ground, quality } = index.scene;
  const came = ground.note ? [el("p", ground.note)] : [];
  const note = ({ text, sources }) =>
    el("li", text, ...(sources.length > 0 ? [" ", sourceLinks(index, sources)] : []));
  const list = notes.length > 0 ? [el("ol", ...notes.map(note))] : [];
  return [...came, quality ? el("p", quality.text) : null, ...list];
}

/** Make the foot of the page. */
export function ledger(page) {
  const { scene } = page.index;
  const publishers = [...new Set(scene.sources.map((source) => source.publisher))];
  const maker = scene.author ? [`Map: ${scene.author}`] : [];
  return el(
    "footer.fl-foot",
    ...noteList(page),
    publishers.length > 0 ? el("p.fl-sources", page.say("sources_line", { names: publishers.join(" · ") })) : null,
    el("p.fl-credits", [...maker, ...scene.credits].join(" · ")),
    el(
      "details.fl-ledger",
      el("summary", "All claims and sources"),
      statementTable(page),
      sourceTable(page),
    ),
  );
}
