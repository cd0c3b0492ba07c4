// The foot of the page: notes, credits, and all events and claims as a table.

import { el, separated, webLink } from "../dom/elements.mjs";
import { byText } from "../model/collections.mjs";
import { authorText } from "../text/author_texts.mjs";
import { groundNote, qualityNote } from "../text/method_notes.mjs";
import { amendedText, sourceLinks, statementOf } from "../text/statements.mjs";
import { claimWords, eventKindWords, kindWords, sentence } from "../text/values.mjs";

const END_OF_TIME = "9999";

function statements(page) {
  const { index, words, say } = page;
  const { scene } = index;
  const nameOf = (id) => (index.places.has(id) ? authorText(page, index.places.get(id), "name") : id);
  const names = (ids) => (ids.length > 0 ? separated(ids.map(nameOf), say("comma")) : say("whole_map"));
  const events = scene.events.map((event) => ({
    sort: [event.start ?? "", event.day, event.id],
    cells: [
      words.span(event),
      names(event.places),
      authorText(page, event, "claimant"),
      [
        `${sentence(eventKindWords(event, say))}: `,
        ...separated(
          ["title", "text"].filter((field) => event[field]).map((field) => authorText(page, event, field)),
          ". ",
        ),
      ],
    ],
    sources: event.sources,
  }));
  const claims = index.claims.map((claim) => {
    const statement = claimWords(claim, index.sides, say);
    const about = sentence(say.word("about", claim.about));
    const text = [
      ...(claim.about === "control" ? [sentence(statement)] : [`${about}: `, ...statementOf(page, claim)]),
      ` (${kindWords(claim.kind, say)})`,
      ...(claim.note ? [". ", authorText(page, claim, "note")] : []),
    ];
    return {
      sort: [claim.at, claim.id],
      cells: [
        words.moment(claim),
        names(claim.places),
        authorText(page, claim, "claimant"),
        amendedText(page, claim, END_OF_TIME, text),
      ],
      sources: claim.sources,
    };
  });
  return [...events, ...claims].sort((a, b) => byText(a.sort.join("\n"), b.sort.join("\n")));
}

function table(caption, heads, rows) {
  const cell = (content, i) => el("td", { "data-head": heads[i] }, ...[content].flat());
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
    webLink(source.url, source.title),
    source.published ?? "",
    [
      index.sides.get(source.side)?.name,
      source.reliability,
      source.upstream ? say("repeats", { publisher: index.sources.get(source.upstream)?.publisher }) : "",
    ]
      .filter(Boolean)
      .join(say("comma")),
    source.archive_url ? webLink(source.archive_url, say("archived")) : "",
    source.licence ?? "",
  ]);
  const keys = ["publisher", "title", "published", "speaks_for", "archive", "terms"];
  return table(say("sources"), keys.map((key) => say(`head_${key}`)), rows);
}

/** List the omitted entries with their location in the files; null if there are none. */
function leftOut({ index: { scene }, say }) {
  const location = ({ file, line, feature, field, code, title }) => [
    [
      file,
      line && say("left_out_line", { number: line }),
      feature && say("left_out_feature", { number: feature }),
      field,
    ]
      .filter(Boolean)
      .join(say("comma")),
    ": ",
    el("span", { lang: "en" }, `${title} (${code})`),
  ];
  const entries = scene.left_out.map(({ file, line, feature }, number) =>
    file === "claims.csv" ? number : `${file}:${line}:${feature}` // a claim has one entry, without its line
  );
  const count = new Set(entries).size;
  if (count === 0) return null;
  const list = el("ul", ...scene.left_out.map((issue) => el("li", ...location(issue))));
  return el("details.fl-left-out", el("summary", say("left_out", { count })), list);
}

function noteList(page) {
  const { notes } = page.index.scene;
  const methods = [groundNote(page), qualityNote(page)].filter(Boolean).map((text) => el("p", text));
  const entry = (note) =>
    el(
      "li",
      authorText(page, note, "text"),
      ...(note.sources.length > 0 ? [" ", sourceLinks(page, note.sources)] : []),
    );
  const list = notes.length > 0 ? [el("ol", ...notes.map(entry))] : [];
  return [...methods, ...list];
}

/**
 * Make the foot of the page: notes, credits, and all events and claims.
 *
 * @param {Page} page
 * @returns {HTMLElement}
 */
export function pageFoot(page) {
  const { scene } = page.index;
  const author = scene.author ? [page.say("map_by", { author: scene.author })] : [];
  return el(
    "footer.fl-foot",
    leftOut(page),
    ...noteList(page),
    scene.publishers.length > 0
      ? el("p.fl-sources", page.say("sources_line", { names: scene.publishers.join(" · ") }))
      : null,
    el("p.fl-credits", [...author, ...scene.credits].join(" · ")),
    el("small.fl-notices", { lang: "en", dir: "ltr" }, scene.notices.join(" · ")),
    el(
      "details.fl-ledger",
      el("summary", page.say("all_claims")),
      statementTable(page),
      sourceTable(page),
    ),
  );
}
