import assert from "node:assert/strict";
import { test } from "node:test";

import { linkable } from "../../../../../frontline/render/page/player/dom/elements.mjs";

test("only absolute http and https addresses become links", () => {
  assert.equal(linkable("https://example.org/a?b#c"), true);
  assert.equal(linkable("HTTP://example.org"), true);
  const refused = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "https:\njavascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///mark",
    "//example.org",
    "example.org",
    "https://",
    "https://exa mple.org",
    "",
    null,
    undefined,
    7,
  ];
  for (const url of refused) assert.equal(linkable(url), false, String(url));
});
