// Who said what, in the page: claims as lines, tolls as tables, accounts as cards.

import { el, joined, outward } from "../dom/elements.mjs";
import { amendments, countRange, isKnown, listed, stands } from "../model/knowledge.mjs";
import { written } from "./author_texts.mjs";
import { claimWords, kindWords, rangeWords, sentence, valueWords } from "./values.mjs";

/** Make the links to sources by their publishers, with the title to hover and the archive. */
export function sourceLinks({ index, say }, ids) {
  const links = ids.map((id) => {
    const source = index.sources.get(id);
    if (!source) return el("span", id);
    const link = outward(source.url, source.publisher);
    link.title = source.title;
    const archive = source.archive_url ? [" (", outward(source.archive_url, say("archived")), ")"] : [];
    return el("bdi", link, ...archive);
  });
  return el("span", ...joined(links, ", "));
}

function saidWords(claim, date, { words, say }) {
  const moment = words.moment(claim.known);
  return claim.day > date ? say("said_later", { moment }) : moment;
}

function lateness(claim, date) {
  return claim.day > date ? "fl-later" : "";
}

function noteOf(page, claim) {
  return claim.note ? el("div.fl-note", written(page, claim, "note")) : null;
}

/** Write what a claim says: as text, or the account in its own language. */
export function saying(page, claim) {
  const { index, say } = page;
  const account = claim.about !== "control" && claim.low === null;
  if (!account || !claim.foreign.includes("value")) return [claimWords(claim, index.sides, say)];
  const value = written(page, claim, "value");
  return claim.stance === "asserts" ? [value] : say.nodes(`stance_${claim.stance}`, { value });
}

/** Make the words of a claim, a list, struck through where it no longer stands, and what became of it. */
export function withdrawn(page, claim, date, text) {
  const { index, words, say } = page;
  const lines = amendments(index, claim, date).map((other) => {
    const verb = other.stance === "corrects" ? "corrected" : "retracted";
    const value = valueWords(other, index.sides, say);
    const when = { moment: words.moment(other.known), value };
    const told = say(other.day > date ? `${verb}_later` : verb, when);
    const reason = other.note ? [": ", written(page, other, "note")] : [];
    const source = sourceLinks(page, other.sources);
    return el("div.fl-amended", ...withdrawn(page, other, date, [told, ...reason]), " · ", source);
  });
  return [...(stands(index, claim, date) ? text : [el("s", ...text)]), ...lines];
}

/** Make one line for a claim: who, what in words, kind, when, sources and note. */
export function claimLine(page, claim, date) {
  const meta = [kindWords(claim.kind, page.say), " · ", saidWords(claim, date, page), " · "];
  return el(
    "li",
    { class: `fl-claim fl-${claim.stance} ${lateness(claim, date)}` },
    el("div", el("b", written(page, claim, "claimant")), ": ", ...withdrawn(page, claim, date, saying(page, claim))),
    el("div.fl-meta", ...meta, sourceLinks(page, claim.sources)),
    noteOf(page, claim),
  );
}

/** Make a list of claim lines. */
export function claimList(page, claims, date) {
  return el("ul", ...claims.map((claim) => claimLine(page, claim, date)));
}

/** Count in one line what of these claims and events is not yet known on a date, or make null. */
export function laterLine({ index, say }, claims, events, date) {
  const unknown = (items) => items.filter((item) => !isKnown(index, item, date));
  const claimed = new Set(unknown(claims).map(({ id }) => id));
  const happened = unknown(events).filter(({ id }) => !claimed.has(id)).length;
  const counts = [
    claimed.size > 0 ? say("more_claims", { count: claimed.size }) : "",
    happened > 0 ? say("more_events", { count: happened }) : "",
  ];
  const [one, other] = counts.filter(Boolean);
  if (!one) return null;
  return el("p.fl-meta", say("became_known", { what: other ? say("both", { one, other }) : one }));
}

function tollRow(page, claim, date) {
  return el(
    "tr",
    { class: lateness(claim, date) },
    el("td", saidWords(claim, date, page)),
    el("td.fl-number", ...withdrawn(page, claim, date, saying(page, claim))),
    el(
      "td",
      written(page, claim, "claimant"),
      el("div.fl-meta", sourceLinks(page, claim.sources)),
      noteOf(page, claim),
    ),
  );
}

function rangeLine({ index, say }, about, claims, date) {
  const [{ event, about: matter }] = claims;
  const all = event ? index.claimsOf.get(event).filter((claim) => claim.about === matter) : claims;
  const range = countRange(index, all, date);
  if (range === null) return null;
  return el("p.fl-range", `${about}: `, el("b", rangeWords(range, say)));
}

function tollTable(page, about, claims, date) {
  const { say } = page;
  const heads = ["known", "number", "who_says_so"].map((key) => el("th", { scope: "col" }, say(key)));
  return [
    rangeLine(page, about, claims, date),
    el(
      "table.fl-toll",
      el("caption", say("toll_caption", { about })),
      el("thead", el("tr", ...heads)),
      el("tbody", ...claims.map((claim) => tollRow(page, claim, date))),
    ),
  ];
}

function accountCard(page, claim, date) {
  const sources = sourceLinks(page, claim.sources);
  return el(
    "li.fl-card",
    { class: lateness(claim, date) },
    el("b", written(page, claim, "claimant")),
    el("div", ...withdrawn(page, claim, date, saying(page, claim))),
    el("div.fl-meta", saidWords(claim, date, page), " · ", sources),
    noteOf(page, claim),
  );
}

function accountCards(page, about, claims, date, level) {
  const count = claims.length;
  const head = count > 1 ? page.say("accounts", { about, count }) : about;
  return [
    el(`${level}.fl-about`, head),
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
    const named = sentence(page.say.word("about", about)) + (title ? ` – ${title}` : "");
    if (low !== null) return tollTable(page, named, claims, date);
    return accountCards(page, named, claims, date, level);
  });
}
