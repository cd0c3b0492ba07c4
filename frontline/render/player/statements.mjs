// Who said what, in the page: claims as lines, tolls as tables, accounts as cards.

import { el, joined, outward } from "./dom.mjs";
import { claimWords, kindWords, quantityWords, sentence } from "./words.mjs";

/** Make the links to sources by their publishers, with the title to hover and the archive. */
export function sourceLinks(index, ids) {
  const links = ids.map((id) => {
    const source = index.sources.get(id);
    if (!source) return el("span", {}, id);
    const link = outward(source.url, source.publisher);
    link.title = source.title;
    const archive = source.archive_url ? [" (", outward(source.archive_url, "archived"), ")"] : [];
    return el("span", { class: "fl-source" }, link, ...archive);
  });
  return el("span", { class: "fl-sources" }, ...joined(links, ", "));
}

/** Write when a claim was said, marked where that is later than the shown date. */
export function saidWords(claim, date, words) {
  const moment = words.moment(claim.known);
  return claim.day > date ? `said later, on ${moment}` : moment;
}

function lateness(claim, date) {
  return claim.day > date ? " fl-later" : "";
}

/** Make one line for a claim: who, what in words, kind, when, sources and note. */
export function claimLine(page, claim, date) {
  const { index, words } = page;
  const said = claimWords(claim, index.sides, index.scene.language);
  const meta = [kindWords(claim.kind), " · ", saidWords(claim, date, words), " · "];
  return el(
    "li",
    { class: `fl-claim fl-${claim.stance === "asserts" ? "yes" : "no"}${lateness(claim, date)}` },
    el("div", {}, el("b", { class: "fl-who" }, claim.claimant), ": ", said),
    el("div", { class: "fl-meta" }, ...meta, sourceLinks(index, claim.sources)),
    claim.note ? el("div", { class: "fl-note" }, claim.note) : null,
  );
}

/** Make a list of claim lines. */
export function claimList(page, claims, date) {
  return el("ul", { class: "fl-claims" }, ...claims.map((claim) => claimLine(page, claim, date)));
}

function tollRow(page, claim, date) {
  const { index, words } = page;
  const number = quantityWords(claim.low, claim.high, index.scene.language);
  const value =
    claim.stance === "asserts" ? number : claimWords(claim, index.sides, index.scene.language);
  return el(
    "tr",
    { class: lateness(claim, date).trim() || null },
    el("td", {}, saidWords(claim, date, words)),
    el("td", { class: "fl-number" }, value),
    el(
      "td",
      {},
      claim.claimant,
      el("div", { class: "fl-meta" }, sourceLinks(index, claim.sources)),
      claim.note ? el("div", { class: "fl-note" }, claim.note) : null,
    ),
  );
}

function tollTable(page, about, claims, date) {
  const heads = ["Known", "Number", "Who says so"].map((text) => el("th", { scope: "col" }, text));
  return el(
    "table",
    { class: "fl-toll" },
    el("caption", {}, `${sentence(about)}, as it became known`),
    el("thead", {}, el("tr", {}, ...heads)),
    el("tbody", {}, ...claims.map((claim) => tollRow(page, claim, date))),
  );
}

function accountCard(page, claim, date) {
  const { index, words } = page;
  return el(
    "li",
    { class: `fl-card${lateness(claim, date)}` },
    el("b", { class: "fl-who" }, claim.claimant),
    el("p", {}, claimWords(claim, index.sides, index.scene.language)),
    el(
      "div",
      { class: "fl-meta" },
      saidWords(claim, date, words),
      " · ",
      sourceLinks(index, claim.sources),
    ),
    claim.note ? el("div", { class: "fl-note" }, claim.note) : null,
  );
}

function accountCards(page, about, claims, date, level) {
  const many = claims.length > 1 ? ` (${claims.length} accounts)` : "";
  return [
    el(level, { class: "fl-about" }, `${sentence(about)}${many}`),
    el("ul", { class: "fl-cards" }, ...claims.map((claim) => accountCard(page, claim, date))),
  ];
}

/** Make the accounts of counted and disputed matters; `level` is the tag of their headings. */
export function accounts(page, { counted, disputed }, date, level) {
  return [
    ...[...counted].map(([about, claims]) => tollTable(page, about, claims, date)),
    ...[...disputed].flatMap(([about, claims]) => accountCards(page, about, claims, date, level)),
  ];
}
