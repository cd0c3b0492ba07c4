// The architecture of the player: its folders, and what each may import.

import { posix } from "node:path";

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

/** Browser globals that a room must not use; other rooms may use all. */
const NEVER_IN = {
  codec: /\b(?:document|window|navigator|location|L)\b/,
  model: /\b(?:document|window|navigator|location|L)\b/,
  text: /\b(?:document|window|navigator|location|L)\b/,
  dom: /\bL\b/,
};

const ANY_IMPORT = /\bimport\b[^;"]*"([^"]+)"|\bimport\(\s*["'`]([^"'`]+)/g;

function roomOf(path) {
  const [room] = path.split("/");
  return room in MAY_IMPORT ? room : null;
}

function withoutComments(text) {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}

function withoutStrings(text) {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, '""');
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
    if (room === null) broken.push(`${path}: is in no room`);
    const text = withoutComments(source);
    const targets = [...text.matchAll(ANY_IMPORT)].map(([, still, late]) =>
      posix.normalize(posix.join(posix.dirname(path), still ?? late))
    );
    needs.set(path, targets);
    for (const target of targets) {
      const other = roomOf(target);
      if (!(target in modules)) broken.push(`${path}: imports ${target}, which is no module of the player`);
      else if (room && other && other !== room && !MAY_IMPORT[room].includes(other)) {
        broken.push(`${path}: ${room} must not import ${other} (${target})`);
      }
    }
    const name = NEVER_IN[room]?.exec(withoutStrings(text));
    if (name) broken.push(`${path}: ${room} must not know ${name[0]}`);
  }
  const circle = circleIn(needs);
  if (circle) broken.push(`circle of imports: ${circle.join(" → ")}`);
  return broken;
}
