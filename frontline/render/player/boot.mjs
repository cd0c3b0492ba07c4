// What runs first: unpacks what stands in the page, the player before all else.

/** Inflate the base64 text of an element of the page. */
export async function inflate(id) {
  const text = document.getElementById(id).textContent;
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Run the player from its text, which the page's policy knows by its hash. */
export async function boot() {
  try {
    const player = document.createElement("script");
    player.type = "module";
    player.textContent = new TextDecoder().decode(await inflate("frontline-player"));
    document.body.append(player);
  } catch (error) {
    globalThis.frontlineGate.fail(error);
    throw error;
  }
}
