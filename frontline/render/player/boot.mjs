// What runs first: unpacks what stands in the page, the player before all else.

/** Inflate base64; browsers before 2025 have no function to read it. */
async function inflate(text) {
  const bytes = Uint8Array.fromBase64?.(text) ?? Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Response(bytes).body.pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Begin to inflate the text of an element of the page. */
function begin(id) {
  const element = document.getElementById(id);
  element.inflated = inflate(element.textContent);
}

/** Take the bytes that were begun; they are given once, and then the page is rid of them. */
export function take(id) {
  const element = document.getElementById(id);
  const { inflated } = element;
  delete element.inflated;
  return inflated;
}

/** Run the player from its text, which the page's policy knows by its hash. */
export async function boot() {
  try {
    const player = document.createElement("script");
    player.type = "module";
    for (const id of ["frontline-player", "frontline-scene", "frontline-ground"]) begin(id);
    player.textContent = new TextDecoder().decode(await take("frontline-player"));
    document.body.append(player);
  } catch (error) {
    globalThis.frontlineGate.fail(error);
    throw error;
  }
}
