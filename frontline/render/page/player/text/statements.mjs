// Statements as elements: claims as lines, counts as tables, accounts as cards.

import { el, separated, webLink } from "../dom/elements.mjs";
import { amendments, countRange, isKnown, listedClaims, stands } from "../model/knowledge.mjs";
import { authorText } from "./author_texts.mjs";
import { claimWords, kindWords, rangeWords, sentence, valueWords } from "./values.mjs";

/**
 * Make the links to sources, named by publisher, with the title as a tooltip, and to archived copies.
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

function knownWords(claim, date, { words, say }) {
  const moment = words.moment(claim);
  return claim.day > date ? say("said_later", { moment }) : moment;
}

function laterClass(claim, date) {
  return claim.day > date ? "fl-later" : "";
}

function noteOf(page, claim) {
  return claim.note ? el("div.fl-note", authorText(page, claim, "note")) : null;
}

/**
 * Return the statement of a claim: a text, or an account marked with its language.
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
 * Make the text of a claim, struck through if it no longer stands, and its amendments.
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
    const values = { moment: words.moment(amending), value };
    const verdict = say(amending.day > date ? `${verb}_later` : verb, values);
    const reason = amending.note ? [": ", authorText(page, amending, "note")] : [];
    const source = sourceLinks(page, amending.sources);
    return el("div.fl-amended", ...amendedText(page, amending, date, [verdict, ...reason]), " · ", source);
  });
  return [...(stands(index, claim, date) ? text : [el("s", ...text)]), ...lines];
}

/**
 * Make the entry of a claim: claimant, statement, kind, known time, sources and note.
 *
 * @param {Page} page
 * @param {Claim} claim
 * @param {Day} date
 * @returns {HTMLElement}
 */
export function claimLine(page, claim, date) {
  const meta = [kindWords(claim.kind, page.say), " · ", knownWords(claim, date, page), " · "];
  return el(
    "li",
    { class: `fl-claim fl-${claim.stance} ${laterClass(claim, date)}` },
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
  const ids = new Set(unknown(claims).map(({ id }) => id));
  const eventCount = unknown(events).filter(({ id }) => !ids.has(id)).length;
  const counts = [
    ids.size > 0 ? say("more_claims", { count: ids.size }) : "",
    eventCount > 0 ? say("more_events", { count: eventCount }) : "",
  ];
  const [first, second] = counts.filter(Boolean);
  if (!first) return null;
  return el(
    "p.fl-meta",
    say("became_known", { what: second ? say("both", { one: first, other: second }) : first }),
  );
}

function tollRow(page, claim, date) {
  return el(
    "tr",
    { class: laterClass(claim, date) },
    el("td", knownWords(claim, date, page)),
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
  const [{ event, about: subject }] = claims;
  const related = event ? index.claimsOf.get(event).filter((claim) => claim.about === subject) : claims;
  const range = countRange(index, related, date);
  if (range === null) return null;
  return el("p.fl-range", `${about}: `, el("b", rangeWords(range, say)));
}

function tollTable(page, about, claims, date) {
  const { say } = page;
  const headings = ["known", "number", "who_says_so"].map((key) => el("th", { scope: "col" }, say(key)));
  return [
    rangeLine(page, about, claims, date),
    el(
      "table.fl-toll",
      el("caption", say("toll_caption", { about })),
      el("thead", el("tr", ...headings)),
      el("tbody", ...claims.map((claim) => tollRow(page, claim, date))),
    ),
  ];
}

function accountCard(page, claim, date) {
  const sources = sourceLinks(page, claim.sources);
  return el(
    "li.fl-card",
    { class: laterClass(claim, date) },
    el("b", authorText(page, claim, "claimant")),
    el("div", ...amendedText(page, claim, date, statementOf(page, claim))),
    el("div.fl-meta", knownWords(claim, date, page), " · ", sources),
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
 * Make the tables and cards of counted and disputed subjects.
 *
 * @param {Page} page
 * @param {Pick<SortedClaims, "counted" | "disputed">} matters
 * @param {Day} date
 * @param {string} level The tag of their headings.
 * @returns {Content[]}
 */
export function accounts(page, { counted, disputed }, date, level) {
  const matters = [...counted, ...disputed];
  return matters.flatMap((list) => {
    const claims = listedClaims(page.index, list, date);
    if (claims.length === 0) return [];
    const [{ about, event, low }] = claims;
    const isAmbiguous = matters.filter(([claim]) => claim.about === about).length > 1;
    const title = isAmbiguous ? page.index.events.get(event)?.title : null;
    const heading = sentence(page.say.word("about", about)) + (title ? ` – ${title}` : "");
    if (low !== null) return tollTable(page, heading, claims, date);
    return accountCards(page, heading, claims, date, level);
  });
}
