import assert from "node:assert/strict";
import { test } from "node:test";

import { csvText } from "../../../../../frontline/render/page/player/panels/downloads.mjs";
import { embedCode } from "../../../../../frontline/render/page/player/panels/share.mjs";

test("formulas are escaped, and numbers stay numbers", () => {
  const row = [
    "=1+1",
    "+mark|' /C mark'!A0",
    "@SUM(A1)",
    "-x",
    "\t=1",
    " =1",
    "＝1",
    "-3.5",
    "plain",
    7,
    null,
  ];
  assert.equal(csvText([row]), "'=1+1,'+mark|' /C mark'!A0,'@SUM(A1),'-x,'\t=1,' =1,'＝1,-3.5,plain,7,\n");
});

test("commas, quotes and line breaks are quoted", () => {
  assert.equal(
    csvText([["a,b", 'say "x"', "two\nlines", ""], ["c"]]),
    '"a,b","say ""x""","two\nlines",\nc\n',
  );
});

test("the embedding code has the addresses of the page and of the picture beside it", () => {
  const snippet = '["map.html" "map.png" "map.html" &quot;map.html&quot;]';
  const href = "https://example.org/x/page.html?a=1&b=2#date=2024-05-12&lang=uk";
  const link = '"https://example.org/x/page.html?a=1&amp;b=2#date=2024-05-12&amp;lang=uk"';
  assert.equal(
    embedCode(snippet, href),
    `[${link} "https://example.org/x/map.png" ${link} &quot;map.html&quot;]`,
  );
});
