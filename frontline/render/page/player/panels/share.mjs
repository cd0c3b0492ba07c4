// Sharing: the link to the view, its embedding code, picture and data.

import { button, el } from "../dom/elements.mjs";
import { claimRows, csvText, groundJson } from "./downloads.mjs";

const REVOKE_MS = 30_000;
const COPY_KEYS = /Mac|iP/.test(globalThis.navigator?.platform ?? "") ? "⌘C" : "Ctrl+C";

/** Save a file. */
function save(content, type, name) {
  const href = URL.createObjectURL(new Blob([content], { type }));
  el("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), REVOKE_MS);
}

/** Copy the text of a field; return false if that is not allowed. The text stays selected. */
async function copyField(field) {
  field.focus();
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    return document.execCommand("copy"); // the older function works in frames without an origin
  }
}

/**
 * Return the embedding snippet for the map at an address.
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

function fileName({ index, state }, suffix) {
  return `${index.scene.id.replace(/[^\p{L}\p{N}_-]+/gu, "-")}${suffix.replace("DATE", state.date)}`;
}

function downloads(page, notify) {
  const { index } = page;
  const csv = "text/csv;charset=utf-8";
  const file = (key, produce) =>
    button({}, async () => {
      notify("");
      try {
        await produce();
      } catch (error) {
        notify(page.say("share_failed", { error: String(error) }));
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

function copyRow(page, field, key, label, notify) {
  const copy = async () =>
    notify(page.say((await copyField(field)) ? "share_copied" : "share_press", { keys: COPY_KEYS }));
  return el("div.fl-copy", el("label", page.say(label), field), button({}, copy, page.say(key)));
}

/** Fill the panel; `show()` updates the link. */
function fillPanel(page, panel) {
  const [link, code] = [el("input", { readonly: "" }), el("textarea", { readonly: "", rows: 3 })];
  const note = el("p.fl-asked", { role: "status" });
  const notify = (text) => {
    note.textContent = text;
  };
  const rows = page.href() === null ? [] : [
    copyRow(page, link, "share_copy_link", "share_link", notify),
    copyRow(page, code, "share_copy_embed", "share_embed", notify),
  ];
  panel.append(
    ...rows,
    note,
    el("p.fl-sub", page.say("share_files")),
    el("div.fl-files", ...downloads(page, notify)),
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
 * Make the sharing panel; it is filled when it is first opened.
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
