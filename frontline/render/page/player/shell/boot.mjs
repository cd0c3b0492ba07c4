// The second script, after `gate.js`: inflates the data blocks of the page and starts the player.

import { take } from "./page_data.mjs";

/** Inflate base64; browsers before 2025 lack a decoder. */
async function inflate(text) {
  const bytes = Uint8Array.fromBase64?.(text) ??
    Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Response(bytes).body.pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Start to inflate the text of an element. */
function begin(id) {
  const element = document.getElementById(id);
  element.inflated = inflate(element.textContent);
}

/** All markup that Leaflet writes on this page; other elements are created without markup. */
const MARKUP = [
  "<svg/>",
  ...["+", "&#x2212;", "&#215;"].map((sign) => `<span aria-hidden="true">${sign}</span>`),
];

/** Allow only this markup, and only the player as a script, as the page's policy requires. */
function trustOnly(player) {
  const { trustedTypes } = globalThis;
  if (!trustedTypes || trustedTypes.defaultPolicy) return;
  trustedTypes.createPolicy("default", {
    createHTML: (text) => (MARKUP.includes(text) || !/[<&]/.test(text) ? text : null),
    createScript: (text) => (text === player ? text : null),
  });
}

/**
 * Run the player from its text, which the page's policy allows by its hash.
 *
 * @returns {Promise<void>}
 */
export async function boot() {
  try {
    const player = document.createElement("script");
    player.type = "module";
    for (const id of ["frontline-player", "frontline-scene", "frontline-ground"]) begin(id);
    const text = new TextDecoder().decode(await take("frontline-player"));
    trustOnly(text);
    player.textContent = text;
    document.body.append(player);
  } catch (error) {
    globalThis.frontlineGate.fail(error);
    throw error;
  }
}
