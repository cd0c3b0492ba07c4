// Sharing: the link to the view, the code that embeds it, picture and data.

import { button, el } from "../dom/elements.mjs";
import { claimRows, csvText, groundJson } from "./downloads.mjs";

const KEPT_MS = 30_000;
const COPY_KEYS = /Mac|iP/.test(globalThis.navigator?.platform ?? "") ? "⌘C" : "Ctrl+C";

/** Save a file. */
function save(content, type, name) {
  const href = URL.createObjectURL(new Blob([content], { type }));
  el("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), KEPT_MS);
}

/** Copy the text of a field; false where the page may not: the text stays selected. */
async function copyOf(field) {
  field.focus();
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    return document.execCommand("copy"); // the older way works in frames without an origin
  }
}

/**
 * Write the snippet that embeds the map at an address.
 *
 * @param {string} snippet
 * @param {string} href
 * @returns {string}
 */
export function embedCode(snippet, href) {
  const quoted = (url) => `"${url.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"`;
  const picture = new URL("map.png", href).href;
  return snippet.replaceAll('"map.html"', () => quoted(href)).replaceAll('"map.png"', () => quoted(picture));
}

function fileName({ index, state }, ending) {
  return `${index.scene.id.replace(/[^\p{L}\p{N}_-]+/gu, "-")}${ending.replace("DATE", state.date)}`;
}

function downloads(page, tell) {
  const { index } = page;
  const csv = "text/csv;charset=utf-8";
  const file = (key, make) =>
    button({}, async () => {
      tell("");
      try {
        await make();
      } catch (error) {
        tell(page.say("share_failed", { error: String(error) }));
      }
    }, page.say(key));
  return [
    file("share_picture", async () => save(await page.picture(), "image/png", fileName(page, "-DATE.png"))),
    index.scene.table.length > 1 &&
    file("share_changes", () => save(csvText(index.scene.table), csv, fileName(page, "-changes.csv"))),
    file("share_said", () => save(csvText(claimRows(index)), csv, fileName(page, "-claims.csv"))),
    file(
      "share_ground",
      () =>
        save(groundJson(index.scene, page.state.known), "application/geo+json", fileName(page, ".geojson")),
    ),
  ].filter(Boolean);
}

function copyRow(page, field, key, label, tell) {
  const copy = async () =>
    tell(page.say((await copyOf(field)) ? "share_copied" : "share_press", { keys: COPY_KEYS }));
  return el("div.fl-copy", el("label", page.say(label), field), button({}, copy, page.say(key)));
}

/** Fill the panel; `show()` updates the link. */
function fillPanel(page, panel) {
  const [link, code] = [el("input", { readonly: "" }), el("textarea", { readonly: "", rows: 3 })];
  const note = el("p.fl-asked", { role: "status" });
  const tell = (text) => {
    note.textContent = text;
  };
  const rows = page.href() === null ? [] : [
    copyRow(page, link, "share_copy_link", "share_link", tell),
    copyRow(page, code, "share_copy_embed", "share_embed", tell),
  ];
  panel.append(
    ...rows,
    note,
    el("p.fl-sub", page.say("share_files")),
    el("div.fl-files", ...downloads(page, tell)),
  );
  return {
    show() {
      const href = page.href();
      if (href === null) return;
      link.value = href;
      code.value = embedCode(page.index.scene.embed, href);
    },
  };
}

/**
 * Make the panel to share the map; it is filled when it is first opened.
 *
 * @param {Page} page
 * @returns {{element: HTMLElement, show(): void}}
 */
export function sharePanel(page) {
  const summary = el("summary", page.say("share"));
  const panel = el("div.fl-panel");
  const element = el("details.fl-share", summary, panel);
  let filled = null;
  const show = () => element.open && filled?.show();
  element.addEventListener("toggle", () => {
    if (element.open) filled ??= fillPanel(page, panel);
    show();
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !element.open) return;
    element.open = false;
    summary.focus();
    event.stopPropagation();
  });
  return { element, show };
}
