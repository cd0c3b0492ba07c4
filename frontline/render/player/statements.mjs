// Who said what, in the page: claims as lines, tolls as tables, accounts as cards.

import { el, joined, outward } from "./dom.mjs";
import { amendments, countRange, isKnown, listed, stands } from "./knowledge.mjs";
import { claimWords, countWords, kindWords, rangeWords, sentence, valueWords } from "./words.mjs";

/** Make the links to sources by their publishers, with the title to hover and the archive. */
export function sourceLinks(index, ids) {
  const links = ids.map((id) => {
    const source = index.sources.get(id);
    if (!source) return el("span", id);
    const link = outward(source.url, source.publisher);
    link.title = source.title;
    const archive = source.archive_url ? [" (", outward(source.archive_url, "archived"), ")"] : [];
    return el("span", link, ...archive);
  });
  return el("span", ...joined(links, ", "));
}

function saidWords(claim, date, words) {
  const moment = words.moment(claim.known);
  return claim.day > date ? `said later, on ${moment}` : moment;
}

function lateness(claim, date) {
  return claim.day > date ? "fl-later" : "";
}

function noteOf({ note }) {
  return note ? el("div.fl-note", note) : null;
}

/** Make the words of a claim, struck through where it no longer stands, and what became of it. */
export function withdrawn(page, claim, date, text) {
  const { index, words } = page;
  const lines = amendments(index, claim, date).map((other) => {
    const later = other.day > date ? " later," : "";
    const value = valueWords(other, index.sides, index.scene.language);
    const verb = other.stance === "corrects" ? "Corrected" : "Retracted";
    const to = other.stance === "corrects" ? ` to ${value}` : "";
    const reason = other.note ? `: ${other.note}` : "";
    const told = `${verb}${later} on ${words.moment(other.known)}${to}${reason}`;
    const source = sourceLinks(index, other.sources);
    return el("div.fl-amended", ...withdrawn(page, other, date, told), " · ", source);
  });
  return [stands(index, claim, date) ? text : el("s", text), ...lines];
}

function saying(page, claim, date) {
  const { sides, scene } = page.index;
  return withdrawn(page, claim, date, claimWords(claim, sides, scene.language));
}

/** Make one line for a claim: who, what in words, kind, when, sources and note. */
export function claimLine(page, claim, date) {
  const { index, words } = page;
  const meta = [kindWords(claim.kind), " · ", saidWords(claim, date, words), " · "];
  return el(
    "li",
    { class: `fl-claim fl-${claim.stance} ${lateness(claim, date)}` },
    el("div", el("b", claim.claimant), ": ", ...saying(page, claim, date)),
    el("div.fl-meta", ...meta, sourceLinks(index, claim.sources)),
    noteOf(claim),
  );
}

/** Make a list of claim lines. */
export function claimList(page, claims, date) {
  return el("ul", ...claims.map((claim) => claimLine(page, claim, date)));
}

/** Count in one line what of these claims and events is not yet known on a date, or make null. */
export function laterLine({ index }, claims, events, date) {
  const unknown = (items) => items.filter((item) => !isKnown(index, item, date));
  const claimed = new Set(unknown(claims).map(({ id }) => id));
  const happened = unknown(events).filter(({ id }) => !claimed.has(id)).length;
  const counts = [
    claimed.size > 0 ? countWords(claimed.size, "more claim", "more claims") : "",
    happened > 0 ? countWords(happened, "more event", "more events") : "",
  ];
  const text = counts.filter(Boolean).join(" and ");
  return text ? el("p.fl-meta", `${text} became known later`) : null;
}

function tollRow(page, claim, date) {
  return el(
    "tr",
    { class: lateness(claim, date) },
    el("td", saidWords(claim, date, page.words)),
    el("td.fl-number", ...saying(page, claim, date)),
    el(
      "td",
      claim.claimant,
      el("div.fl-meta", sourceLinks(page.index, claim.sources)),
      noteOf(claim),
    ),
  );
}

function rangeLine({ index }, about, claims, date) {
  const [{ event, about: matter }] = claims;
  const all = event ? index.claimsOf.get(event).filter((claim) => claim.about === matter) : claims;
  const range = countRange(index, all, date);
  if (range === null) return null;
  return el("p.fl-range", `${about}: `, el("b", rangeWords(range, index.scene.language)));
}

function tollTable(page, about, claims, date) {
  const heads = ["Known", "Number", "Who says so"].map((text) => el("th", { scope: "col" }, text));
  return [
    rangeLine(page, about, claims, date),
    el(
      "table.fl-toll",
      el("caption", `${about}, as it became known`),
      el("thead", el("tr", ...heads)),
      el("tbody", ...claims.map((claim) => tollRow(page, claim, date))),
    ),
  ];
}

function accountCard(page, claim, date) {
  const { index, words } = page;
  const sources = sourceLinks(index, claim.sources);
  return el(
    "li.fl-card",
    { class: lateness(claim, date) },
    el("b", claim.claimant),
    el("div", ...saying(page, claim, date)),
    el("div.fl-meta", saidWords(claim, date, words), " · ", sources),
    noteOf(claim),
  );
}

function accountCards(page, about, claims, date, level) {
  const many = claims.length > 1 ? ` (${claims.length} accounts)` : "";
  return [
    el(`${level}.fl-about`, `${about}${many}`),
    el("ul.fl-cards", ...claims.map((claim) => accountCard(page, claim, date))),
  ];
}

/** Make the accounts of counted and disputed matters; `level` is the tag of their headings. */
export function accounts(page, { counted, disputed }, date, level) {
  const matters = [...counted, ...disputed];
  return matters.flatMap((all) => {
    const claims = listed(page.index, all, date);
    if (claims.length === 0) return [];
    const [{ about, event, low }] = claims;
    const several = matters.filter(([claim]) => claim.about === about).length > 1;
    const title = several ? page.index.events.get(event)?.title : null;
    const named = sentence(about) + (title ? ` – ${title}` : "");
    if (low !== null) return tollTable(page, named, claims, date);
    return accountCards(page, named, claims, date, level);
  });
}
