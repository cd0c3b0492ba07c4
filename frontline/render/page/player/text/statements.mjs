// Statements as elements: claims as lines, tolls as tables, accounts as cards.

import { el, separated, webLink } from "../dom/elements.mjs";
import { amendments, countRange, isKnown, listedClaims, stands } from "../model/knowledge.mjs";
import { authorText } from "./author_texts.mjs";
import { claimWords, kindWords, rangeWords, sentence, valueWords } from "./values.mjs";

/**
 * Make the links to sources: named by publisher, with the title as a tooltip and the archived
 * copy.
 *
 * @param {Page} page
 * @param {string[]} ids
 * @returns {HTMLElement}
 */
export function sourceLinks({ index, say }, ids) {
  const links = ids.map((id) => {
    const source = index.sources.get(id);
    if (!source) return el("span", id);
    const link = webLink(source.url, source.publisher);
    link.title = source.title;
    const archive = source.archive_url ? [" (", webLink(source.archive_url, say("archived")), ")"] : [];
    return el("bdi", link, ...archive);
  });
  return el("span", ...separated(links, ", "));
}

function saidWords(claim, date, { words, say }) {
  const moment = words.moment(claim.known);
  return claim.day > date ? say("said_later", { moment }) : moment;
}

function lateness(claim, date) {
  return claim.day > date ? "fl-later" : "";
}

function noteOf(page, claim) {
  return claim.note ? el("div.fl-note", authorText(page, claim, "note")) : null;
}

/**
 * Write the statement of a claim: as text, or the account in its own language.
 *
 * @param {Page} page
 * @param {Claim} claim
 * @returns {Content[]}
 */
export function statementOf(page, claim) {
  const { index, say } = page;
  const account = claim.about !== "control" && claim.low === null;
  if (!account || !claim.foreign.includes("value")) return [claimWords(claim, index.sides, say)];
  const value = authorText(page, claim, "value");
  return claim.stance === "asserts" ? [value] : say.nodes(`stance_${claim.stance}`, { value });
}

/**
 * Make the text of a claim, struck through where it no longer stands, and its amendments.
 *
 * @param {Page} page
 * @param {Claim} claim
 * @param {Day} date
 * @param {Content[]} text
 * @returns {Content[]}
 */
export function amendedText(page, claim, date, text) {
  const { index, words, say } = page;
  const lines = amendments(index, claim, date).map((amending) => {
    const verb = amending.stance === "corrects" ? "corrected" : "retracted";
    const value = valueWords(amending, index.sides, say);
    const when = { moment: words.moment(amending.known), value };
    const verdict = say(amending.day > date ? `${verb}_later` : verb, when);
    const reason = amending.note ? [": ", authorText(page, amending, "note")] : [];
    const source = sourceLinks(page, amending.sources);
    return el("div.fl-amended", ...amendedText(page, amending, date, [verdict, ...reason]), " · ", source);
  });
  return [...(stands(index, claim, date) ? text : [el("s", ...text)]), ...lines];
}

/**
 * Make the line of a claim: claimant, statement, kind, moment, sources and note.
 *
 * @param {Page} page
 * @param {Claim} claim
 * @param {Day} date
 * @returns {HTMLElement}
 */
export function claimLine(page, claim, date) {
  const meta = [kindWords(claim.kind, page.say), " · ", saidWords(claim, date, page), " · "];
  return el(
    "li",
    { class: `fl-claim fl-${claim.stance} ${lateness(claim, date)}` },
    el(
      "div",
      el("b", authorText(page, claim, "claimant")),
      ": ",
      ...amendedText(page, claim, date, statementOf(page, claim)),
    ),
    el("div.fl-meta", ...meta, sourceLinks(page, claim.sources)),
    noteOf(page, claim),
  );
}

/**
 * Make a list of claims.
 *
 * @param {Page} page
 * @param {Claim[]} claims
 * @param {Day} date
 * @returns {HTMLElement}
 */
export function claimList(page, claims, date) {
  return el("ul", ...claims.map((claim) => claimLine(page, claim, date)));
}

/**
 * Count the claims and events that were not yet known on a date, in one line.
 *
 * @param {Page} page
 * @param {Claim[]} claims
 * @param {MapEvent[]} events
 * @param {Day} date
 * @returns {HTMLElement|null}
 */
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
    el("td.fl-number", ...amendedText(page, claim, date, statementOf(page, claim))),
    el(
      "td",
      authorText(page, claim, "claimant"),
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
    el("b", authorText(page, claim, "claimant")),
    el("div", ...amendedText(page, claim, date, statementOf(page, claim))),
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

/**
 * Make the accounts of counted and disputed matters.
 *
 * @param {Page} page
 * @param {Pick<SortedClaims, "counted" | "disputed">} matters
 * @param {Day} date
 * @param {string} level The tag of their headings.
 * @returns {Content[]}
 */
export function accounts(page, { counted, disputed }, date, level) {
  const matters = [...counted, ...disputed];
  return matters.flatMap((all) => {
    const claims = listedClaims(page.index, all, date);
    if (claims.length === 0) return [];
    const [{ about, event, low }] = claims;
    const several = matters.filter(([claim]) => claim.about === about).length > 1;
    const title = several ? page.index.events.get(event)?.title : null;
    const named = sentence(page.say.word("about", about)) + (title ? ` – ${title}` : "");
    if (low !== null) return tollTable(page, named, claims, date);
    return accountCards(page, named, claims, date, level);
  });
}
