import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const FOLDER = new URL("../../../../frontline/render/page/player/", import.meta.url);
const MODULES = readdirSync(FOLDER, { recursive: true }).filter((name) => name.endsWith(".mjs"));
const EXPORTED = /(\/\*\*(?:(?!\*\/)[^])*\*\/\n)?export (?:async )?function (\w+)(\([^]*?\)) \{$/gm;
const MAX_LINES = 400;
const MAX_FUNCTION_LINES = 80;

/** Count the parameters of a list; commas inside braces and brackets do not count. */
function countOf(parameters) {
  const inner = parameters.slice(1, -1).trim().replace(/,$/, "");
  let [depth, count] = [0, inner === "" ? 0 : 1];
  for (const letter of inner) {
    if ("{[(".includes(letter)) depth += 1;
    else if ("}])".includes(letter)) depth -= 1;
    else if (letter === "," && depth === 0) count += 1;
  }
  return count;
}

function textOf(name) {
  return readFileSync(new URL(name, FOLDER), "utf8");
}

test("every exported function has a description and types for its parameters and result", () => {
  let seen = 0;
  for (const name of MODULES) {
    for (const [whole, comment, id, parameters] of textOf(name).matchAll(EXPORTED)) {
      seen += 1;
      assert.ok(comment, `${name}: ${id} has no description`);
      const typed = comment.match(/^ \* @param \{.+\} \S/gm) ?? [];
      assert.equal(typed.length, countOf(parameters), `${name}: ${id} has a parameter without a type`);
      const start = textOf(name).indexOf(whole);
      const body = textOf(name).slice(start, textOf(name).indexOf("\n}", start));
      const returns = /^ {2}return [^;]/m.test(body);
      if (returns) assert.match(comment, / @returns \{/, `${name}: the result of ${id} has no type`);
    }
  }
  assert.ok(seen > 100, `${seen} exported functions`);
});

test("modules and functions stay within their maximum length", () => {
  for (const name of MODULES) {
    const lines = textOf(name).split("\n");
    assert.ok(lines.length <= MAX_LINES, `${name}: ${lines.length} lines`);
    lines.forEach((line, i) => {
      const [, id] = /^(?:export )?(?:async )?function (\w+)/.exec(line) ?? [];
      if (!id) return;
      const length = lines.indexOf("}", i) - i + 1;
      assert.ok(length <= MAX_FUNCTION_LINES, `${name}: ${id} has ${length} lines`);
    });
  }
});
