// The architecture of the player: its folders, and what each may import and use.

import { posix } from "node:path";

import { functionsOf, globalsOf, tokensOf } from "./source.mjs";

/** For each folder ("room"), the other folders from which it may import. */
export const MAY_IMPORT = {
  codec: [],
  dom: [],
  model: ["codec"],
  text: ["dom", "model"],
  map: ["dom", "model", "text"],
  time: ["dom", "map", "model", "text"],
  panels: ["dom", "map", "model", "text"],
  shell: ["dom", "map", "model", "panels", "text", "time"],
  "player.mjs": ["dom", "map", "model", "shell", "time"],
};

/** What belongs to the language, and TextDecoder: nothing that shows or asks for anything. */
const LANGUAGE = new Set(
  ("Array BigInt Boolean DataView Date Error Float64Array Infinity Int16Array Int32Array Intl JSON Map Math NaN " +
    "Number Object Promise RangeError RegExp Set String Symbol TextDecoder TypeError Uint16Array Uint32Array " +
    "Uint8Array undefined").split(" "),
);
/** Rooms that use only the language; `dom` may use all but Leaflet, other rooms all. */
const WITHOUT_BROWSER = ["codec", "model", "text"];

/** What Chrome 92 lacks, the oldest browser that the player promises to run in. */
const TOO_NEW = new Set(
  ("checkVisibility findLast findLastIndex fromAsync fromBase64 hasOwn isWellFormed roundRect " +
    "scheduler showPopover startViewTransition structuredClone supportedValuesOf toReversed toSorted toSpliced " +
    "withResolvers").split(" "),
);

const MAX_LINES = 80;

function roomOf(path) {
  const [room] = path.split("/");
  return room in MAY_IMPORT ? room : null;
}

/** Return a circle of imports as a list of paths, or null. */
function circleIn(needs) {
  const done = new Set();
  const walk = (path, trail) => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return null;
    for (const need of needs.get(path) ?? []) {
      const circle = walk(need, [...trail, path]);
      if (circle) return circle;
    }
    done.add(path);
    return null;
  };
  return [...needs.keys()].map((path) => walk(path, [])).find(Boolean) ?? null;
}

/** List what a module imports or exports again. */
function targetsOf(tokens) {
  return tokens
    .filter(({ kind }, i) => kind === "string" && ["from", "import"].includes(tokens[i - 1]?.text))
    .map(({ text }) => text.slice(1, -1));
}

/** List the names that are too new, unless the player uses them only where the browser has them. */
function tooNewOf(tokens) {
  return tokens.flatMap(({ kind, text }, i) => {
    const isOurs = text === "groupBy" && tokens[i - 1]?.text !== ".";
    const isTooNew = kind === "name" && (TOO_NEW.has(text) || text === "groupBy") && !isOurs;
    return isTooNew && tokens[i + 1]?.text !== "?." ? [text] : [];
  });
}

/** What is known of a module, by its path and source: tests ask again and again. */
const known = new Map();

/** Return what a module imports, and what is wrong with it by itself. */
function moduleOf(path, source) {
  const key = `${path}\n${source}`;
  if (!known.has(key)) {
    const tokens = tokensOf(source);
    known.set(key, { targets: targetsOf(tokens), problems: problemsOf(path, tokens) });
  }
  return known.get(key);
}

function problemsOf(path, tokens) {
  const room = roomOf(path);
  const problems = room === null ? ["is in no room"] : [];
  if (tokens.some(({ text }, i) => text === "import" && tokens[i + 1]?.text === "(")) {
    problems.push("must not import in a function");
  }
  const globals = globalsOf(tokens);
  const foreign = globals.filter((name) =>
    WITHOUT_BROWSER.includes(room) ? !LANGUAGE.has(name) : room === "dom" && name === "L"
  );
  problems.push(...foreign.map((name) => `${room} must not know ${name}`));
  problems.push(...tooNewOf(tokens).map((name) => `${name} is too new`));
  for (const { name, lines } of functionsOf(tokens)) {
    if (lines > MAX_LINES) problems.push(`${name} has ${lines} lines, more than ${MAX_LINES}`);
  }
  return problems.map((problem) => `${path}: ${problem}`);
}

/** List the names that several modules have. */
function duplicates(paths) {
  const names = paths.map((path) => posix.basename(path).replace(/\.m?js$/, ""));
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i))];
}

/**
 * List the violations of the architecture, one line each.
 *
 * @param {Record<string, string>} modules Source by path in the player's folder.
 * @returns {string[]}
 */
export function violations(modules) {
  const broken = [];
  const needs = new Map();
  for (const [path, source] of Object.entries(modules)) {
    const room = roomOf(path);
    const module = moduleOf(path, source);
    broken.push(...module.problems);
    const targets = module.targets.map((target) => posix.normalize(posix.join(posix.dirname(path), target)));
    needs.set(path, targets);
    for (const target of targets) {
      const other = roomOf(target);
      if (!(target in modules)) broken.push(`${path}: imports ${target}, which is no module of the player`);
      else if (room && other && other !== room && !MAY_IMPORT[room].includes(other)) {
        broken.push(`${path}: ${room} must not import ${other} (${target})`);
      }
    }
  }
  broken.push(...duplicates(Object.keys(modules)).map((name) => `several modules are named ${name}`));
  const circle = circleIn(needs);
  if (circle) broken.push(`circle of imports: ${circle.join(" → ")}`);
  return broken;
}
