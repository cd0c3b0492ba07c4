"""Strings that some program might interpret as code, and a map that has them in every field.

Each is a mark that would only show: a call that a test counts, a sum, a word in capitals. None does
harm in a program that evaluates it, and the top-level domain ``test`` leads nowhere.

``strings()`` generates thousands from small grammars, the same every time. ``Dealer`` distributes
them over the fields of a map and records which field received which strings.
"""

import base64
import csv
import itertools
import json
import random
import re
import string
import unicodedata
import zlib
from functools import cache

from frontline.intake.field_types import MAX_CHARACTERS, unprintable
from frontline.language.messages import PLACEHOLDER, messages

HIT = "__hit()"
"""The call a string makes if it is executed. Tests define the function and assert no call."""

# fmt: off
CLOSERS = ["", '">', "'>", "</script>", "</style>", "</textarea>", "</title>", "-->", "]]>",
           "</svg>", "`>", "</noscript>", "*/", "&quot;>", "</iframe>", "</p></main>"]
ELEMENTS = [
    f"<script>{HIT}</script>", f"<ScRiPt>{HIT}</sCrIpT >", f"<img src=x onerror={HIT}>",
    f"<svg onload={HIT}>", f"<svg><script>{HIT}</script></svg>", f"<svg/onload={HIT}//",
    f"<iframe srcdoc='<script>parent.{HIT}</script>'></iframe>", f"<iframe src=javascript:{HIT}>",
    f"<body onload={HIT}>", f"<details open ontoggle={HIT}>x", f"<video><source onerror={HIT}>",
    f"<math><mi xlink:href='javascript:{HIT}'>x", "<style>@import 'http://evil.test/x.css'</style>",
    "<link rel=stylesheet href=http://evil.test/x.css>", "<base href=http://evil.test/>",
    f"<meta http-equiv=refresh content='0;url=javascript:{HIT}'>",
    f"<form action=javascript:{HIT}><button>x</button></form>", f"<object data=javascript:{HIT}>",
    f"<embed src=data:text/html,{HIT}>", f"<a href=javascript:{HIT}>x</a>",
    f"<input autofocus onfocus={HIT}>", f"<marquee onstart={HIT}>x</marquee>", "<!--<script>",
    f"<x style=animation-name:x onanimationstart={HIT}>", "<img src=http://evil.test/pixel.gif>",
    f"<template><img onerror={HIT}></template>", f"<svg><animate onbegin={HIT} attributeName=x>",
    f"<svg><foreignObject><img src=x onerror={HIT}>", "<plaintext>", "<xmp>", "<noembed>",
    "<svg><use href='data:image/svg+xml,<svg id=x/>#x'/>", "<![CDATA[<x>]]>", "<?php echo 7*7 ?>",
    f"<img src='x' srcset='x' onerror = '{HIT}'/>", f"\\x3cscript\\x3e{HIT}",
    f"&lt;script&gt;{HIT}",
    f"\\u003cscript\\u003e{HIT}", f"&#60;script&#62;{HIT}", f"%3Cscript%3E{HIT}",
    f"\u2028<script>{HIT}</script>\u2029",
]
HANDLERS = ["onmouseover", "onfocus", "onerror", "onload", "onpointerenter", "onanimationend",
            "style", "href", "srcdoc", "xlink:href"]
DELIMITERS = ["{{ }}", "${ }", "<%= %>", "#{ }", "{% %}", "[[ ]]", "{{{ }}}", "@( )", "$( )",
              "*{ }", "{ }", "%{ }", "~{ }", "<# #>", "{# #}", "<? ?>", "[% %]", "@{ }",
              "${{ }}", "{{= }}", "{{- -}}", "<%- %>", "` `"]
EXPRESSIONS = ["7*7", "7*'7'", "config", "self.mark", "''.upper()",
               f"constructor.constructor('{HIT}')()", HIT, "this.text", "this.title", "request",
               "T(Mark)", "raw", "range(9)", "import mark", "mark('x')",
               "for x in (1,2)", "lipsum.mark", "kwargs"]
SCRIPT = [f"';{HIT};//", f'";{HIT};//', f"\\';{HIT};//", f'\\";{HIT};//', f"`;{HIT};//",
          f"${{{HIT}}}", f"*/{HIT}/*", f"\u2028{HIT}", f"\u2029{HIT}//", f"'+{HIT}+'",
          f"'-{HIT}-'", f"\\u0027;{HIT};//", "\\", "\\\\", '\\"', "\\u0000", "\\uD800", "\\x00",
          f"</script><script>{HIT}//", f"<!--<script>{HIT}</script>-->", f"]]></script>{HIT}",
          f"}});{HIT};({{", f"){HIT}(", f"//\u2028{HIT}", "/*", "*/", "use strict"]
PATTERNS = ["$&", "$1", "$2$1", "$$", "$$$$", "$`", "$'", "$<name>", "$0", "\\1", "\\g<0>",
            "\\g<1>", "\\0", "&", "\\&", "%1", "\\U", "\\E", ".*", "(?<x>y)", "[", "(", "^$"]
STYLE = [f"expression({HIT})", "url(http://evil.test/a.png)", f"url(javascript:{HIT})",
         "}*{background:url(http://evil.test/b.png)}", "@import url(http://evil.test/c.css);",
         "behavior:url(http://evil.test/d.htc)", "-moz-binding:url(http://evil.test/e.xml#x)",
         "\\65xpression(1)", "red;background:url(http://evil.test/f.png)", "#000;}</style>",
         "var(--x,url(http://evil.test/g.png))", "</style><img src=http://evil.test/h.png>",
         "position:fixed;inset:0", "1px solid red", "fl-hidden", "--x:1", "/*", "!important"]
MATH = ["$x^2$", "\\$x\\$", "$\\frac{", "$\\frac{1}{2}$", "$$\\sum_i x_i$$", "\\(x\\)", "\\[x\\]",
        "$\\alpha$", "\\begin{equation}x\\end{equation}", "a_b^c", "$", "$$", "$5 and $6",
        "$\\mathdefault{x}$", "$\\unknowncommand$", "\\mathrm{x}", "H_2O", "e^{i\\pi}", "$ x $"]
TEX = ["\\input{mark}", "\\write18{mark}", "% comment", "{", "}", "}{", "\\\\", "~",
       "#1", "&amp;", "^^41", "\\href{javascript:x}{y}", "\\url{x}", "\\end{document}", "@misc{x,",
       "},\n  note = {x", "\\def\\x{y}", "\"quoted\"", "\\catcode`\\%=12", "\\textbf{x}"]
MARKDOWN = [f"[a](javascript:{HIT})", "[a](http://evil.test)", "![a](http://evil.test/i.png)",
            "<http://evil.test>", "http://evil.test/", "www.evil.test", "a@evil.test", "**b**",
            "__b__", "*i*", "_i_", "~~s~~", "`c`", "```\ncode\n```", "    code", "# head",
            "head\n====", "head\n----", "> quote", "- item", "+ item", "* item", "1. item",
            "1) item", "- [ ] task", "| a | b |\n|---|---|\n| c | d |", "|", "\\|", "a\\", "---",
            "***", "[^1]", "[^1]: note", "[a]: http://evil.test", "[a][b]", "![a][b]", ":smile:",
            "@someone", "#123", "==mark==", "H~2~O", "x^2^", "::: {.callout}", ":::", "{.class}",
            "{{< include mark.txt >}}", "{{< video http://evil.test >}}", "@cite2020",
            "[@cite2020]", "term\n: definition", "<br>", "&copy;", "&#x41;", "``` {=html}",
            "`<b>`{=html}", "--", "...", "'single'", '"double"', "a  \nb", "https://evil.test/?a=b",
            "<!-- x -->", "[x]{.y}", "\\newpage", "$x$", "{=latex}", "%title", "\t\tx"]
STARTS = ["=", "+", "-", "@", "\t=", "\n=", " =", "  @", "＝", "＋", "－", "＠", "'=", '"=', ";=",
          ",=", "|", "=-", "@=", "\u00a0="]
FORMULAS = ["1+1", "mark|'/c mark'!A0", "SUM(A1)", 'HYPERLINK("http://evil.test","x")',
            'CONCAT("ma","rk")', 'UPPER("mark")', "2+5+mark|' /C mark'!A0", 'LEN("mark")',
            "MARK|'x'!''"]
FORMATS = ["%s", "%n", "%d%d%d", "%(x)s", "%1$s", "{0}", "{}", "{__class__}", "{0.__class__}",
           "{x!r}", "{:>99}", "%99d", "{0[a]}", "%%", "{{0}}", "%", "%2", "%zz",
           "{self}", "{title}", "[bold red]x[/]", "[link=http://evil.test]x[/link]", "[/]"]
NAMES = ["__proto__", "constructor", "prototype", "toString", "valueOf", "hasOwnProperty",
         "__defineGetter__", "length", "0", "-0", "1", "00", "1e3", "NaN", "Infinity", "undefined",
         "null", "None", "true", "false", "[object Object]", "frontline-scene", "frontline-still",
         "frontline-player", "map_0", "fl-time", "fl-hatch-0", "document", "window", "location",
         "days", "other", "one", "control", "contested", "unknown", "held", "..", ".", "../../x",
         "/mark/mark", "C:\\x", "con", "nul", "a/b", "CON.txt", "~", "id", "map.html"]
LINKS = [f"{scheme}{tail}" for scheme, tail in itertools.product(
    ["javascript:", "JaVaScRiPt:", "java\tscript:", "java\nscript:", "javascript&colon;",
     "&#106;avascript:", " javascript:", "vbscript:", "data:text/html,", "view-source:javascript:",
     "//", "http:\\\\", "https://user:pw@", "blob:", "file:///", "\\\\evil.test\\"],
    [HIT, f"//%0a{HIT}", "evil.test/x"])]
LETTERS = [
    "e" + "\u0301" * 200, "Z" + "\u0336\u0489" * 40, "مرحبا <b>", "שלום \"x\"", "漢字 $x$",
    "😀👩‍👩‍👧‍👦🏴",
    "\ufeffx", "\u200bx\u200c", "x\u200ey\u200f", "\u061cx", "\u2028", "x\u2029y", "a\u00a0b",
    "\u3164", "ﷺﷺﷺ", "𝒳𝔂", "\U0001d7ce", "İi̇ıI", "ß ẞ", "ﬁ", "Å Å", "\u1160x", "\u17b4x",
    "а\u0430рр\u04cfе", "\u202f\u2009", "\u180e", "\uffa0", "\ue000", "\U000f0000",
]
# fmt: on


FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Prefixes that make some spreadsheet program read a cell as a formula."""


def attributes():
    for quote, handler, separator in itertools.product(
        ('"', "'", "`", ""), HANDLERS, (" ", "\t", "/")
    ):
        yield f"x{quote}{separator}{handler}={quote}{HIT}"


@cache
def strings(count=4000):
    """Return thousands of strings: first those of the grammars, then random pairs of them."""
    texts = [
        *SCRIPT, *PATTERNS, *STYLE, *MATH, *TEX, *MARKDOWN, *FORMATS, *NAMES, *LINKS, *LETTERS,
        *(f"{{{{{placeholder}}}}}" for placeholder in sorted(all_placeholders())),
        *(pair.replace(" ", expression) for pair in DELIMITERS for expression in EXPRESSIONS),
        *(start + formula for start in STARTS for formula in FORMULAS),
        *(closer + element for closer in CLOSERS for element in ELEMENTS),
        *attributes(),
    ]  # fmt: skip
    rng = random.Random(8)
    while len(texts) < count:
        texts.append(rng.choice(("", " ", "\n", "; ")).join(rng.sample(texts, 2)))
    rng.shuffle(texts)
    assert not any(map(unprintable, texts))
    return tuple(dict.fromkeys(filter(str.strip, texts)))[:count]


def all_placeholders():
    return {
        placeholder
        for message in messages("en").values()
        for placeholder in PLACEHOLDER.findall(message)
    }


def plain(text):
    """Return a harmless text with the same length and word breaks."""
    letters = itertools.cycle(string.ascii_lowercase)
    return "".join(character if character.isspace() else next(letters) for character in text)


def joined(texts):
    """Join as many of the texts as fit into one field."""
    lengths = itertools.accumulate(len(text) + 3 for text in texts)
    count = sum(length < MAX_CHARACTERS - 50 for length in lengths)
    return " ¦ ".join(texts[:count]).strip()


def all_visible(text):
    """Return whether a text has no invisible format characters, which ids must not contain."""
    return all(unicodedata.category(character) != "Cf" for character in text)


class Dealer:
    """A dealer of texts to the fields of a map.

    Each field receives all texts, distributed over a given number of values. ``dealt`` maps a field
    to the values it received, as they are after the file is read.
    """

    def __init__(self, texts, harmless=False):
        self.texts = [plain(text) for text in texts] if harmless else list(texts)
        self.dealt = {}

    def __call__(self, field, count, accepts=lambda text: True):
        texts = [text for text in self.texts if accepts(text)]
        values = [joined(texts[n::count]) or f"text {n}" for n in range(count)]
        self.dealt.setdefault(field, []).extend(values)
        return values

    def ids(self, field, count):
        texts = enumerate(self(field, count, accepts=all_visible), 1)
        values = [f"{text.replace(';', ',')} {field} {n}" for n, text in texts]
        self.dealt[field] = values
        return values


def markdown(text):
    """Return a text with all its Markdown punctuation escaped."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))


def toml(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(key)} = {toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def features(path, rows, **members):
    records = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": {"type": kind, "coordinates": coordinates},
        }
        for properties, kind, coordinates in rows
    ]
    path.write_text(
        json.dumps({"type": "FeatureCollection", **members, "features": records}), encoding="utf-8"
    )


def table(path, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def box(west, south, east, north):
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


ODD_NUMBER = re.compile(r"[-+<>~≈=\s]*\d[\d.,\s]*")
UNLIKE_URL = re.compile(r"[\s\\]|[^\x21-\U0010ffff]")


def in_url(text):
    """Return whether a text may be part of a URL."""
    return text.isprintable() and not UNLIKE_URL.search(text)


def hostile_map(folder, deal, places=12, events=12, sources=8):
    """Write a map of ten days with the dealt texts in all of its fields."""
    for part in (folder, folder / "base", folder / "languages"):
        part.mkdir()

    def in_both(shape, name, count, **options):
        """Deal texts to a field in both languages of the map."""
        english, ukrainian = (
            deal(f"{shape}.{key}", count, **options) for key in (name, f"{name}:uk")
        )
        return [
            {name: text, f"{name}:uk": translation}
            for text, translation in zip(english, ukrainian, strict=True)
        ]

    place_ids = deal.ids("PlaceFeature.id", places)
    event_ids = deal.ids("EventRow.id", events)
    source_ids = deal.ids("SourceRow.id", sources)
    side_ids = deal.ids("SideTable.id", 2)
    [land] = deal.ids("BaseFeatureShape.id", 1)
    next_places = itertools.cycle(place_ids)
    next_sources = itertools.cycle(source_ids)
    together = lambda *columns: zip(*columns, strict=True)  # noqa: E731

    kinds = deal("PlaceFeature.kind", places)
    features(folder / "places.geojson", [
        (
            {"id": id, **name, "kind": kind, "admin": admin, "source": next(next_sources)},
            "Point", [10 + 0.03 * (n % 12), 49.9 + 0.03 * (n // 12)],
        )
        for n, (id, name, kind, admin) in enumerate(
            together(place_ids, in_both("PlaceFeature", "name", places), kinds,
                   deal("PlaceFeature.admin", places)))
    ])  # fmt: skip
    areas = deal.ids("AreaFeature.id", 2)
    features(folder / "areas.geojson", [
        ({"id": id, "side": side, "status": "held", "from": "2024-03-01", "source": source_ids[0]},
         "Polygon", box(9.5 + n / 2, 49.5, 9.6 + n / 2, 49.6))
        for n, (id, side) in enumerate(together(areas, side_ids))
    ])  # fmt: skip
    names = in_both("BaseFeatureShape", "name", 3)
    features(folder / "base" / "base.geojson", [
        ({"kind": "country", "id": land, **names[0]}, "Polygon", box(9, 49, 11, 51)),
        ({"kind": "river", **names[1]}, "LineString", [[9.5, 49.9], [10.5, 50.1]]),
        ({"kind": "lake", **names[2]}, "Polygon", box(10.2, 50.2, 10.3, 50.25)),
    ], credit=deal("BaseFileShape.credit", 1)[0])  # fmt: skip
    shade = base64.b64encode(zlib.compress(bytes(4))).decode()
    relief = {"bounds": [9, 49, 11, 51], "width": 2, "height": 2, "shade": shade}
    credited = relief | {
        "credit": deal("ReliefFile.credit", 1)[0],
        "made_by": deal("ReliefFile.made_by", 1)[0],
    }
    (folder / "base" / "relief.json").write_text(json.dumps(credited), encoding="utf-8")
    speakers = deal("EventRow.claimant", events)
    event_kinds = deal("EventRow.kind", events)
    days = [f"2024-03-{1 + n % 10:02}" for n in range(max(events, places))]
    table(folder / "events.csv", [
        {"id": id, "date": day, "place": next(next_places), "kind": kind, **title, **text,
         "claimant": claimant, "claimant:uk": claimant_uk, "source": next(next_sources)}
        for id, day, kind, title, text, claimant, claimant_uk in zip(
            event_ids, days, event_kinds, in_both("EventRow", "title", events),
            in_both("EventRow", "text", events), speakers, deal("EventRow.claimant:uk", events),
            strict=False)
    ])  # fmt: skip
    claim_ids = deal.ids("ClaimRow.id", 2 * places)
    claimants = deal("ClaimRow.claimant", places)
    notes = in_both("ClaimRow", "note", places)
    topics = deal("ClaimRow.about", places)
    control_claims = [
        {"id": id, "place": place, "about": "control", "value": side, "value:uk": "", "known": day,
         "claimant": claimant, "claimant:uk": claimant_uk, **note, "source": next(next_sources)}
        for id, place, side, claimant, claimant_uk, note, day in zip(
            claim_ids, place_ids, itertools.cycle(side_ids), claimants,
            deal("ClaimRow.claimant:uk", places), notes, days, strict=False)
    ]  # fmt: skip
    values = in_both(
        "ClaimRow", "value", places, accepts=lambda text: not ODD_NUMBER.fullmatch(text)
    )
    other_claims = [
        {"id": id, "place": place, "about": topic, **value, "known": day, "claimant": claimant,
         "claimant:uk": "", "note": "", "note:uk": "", "source": next(next_sources)}
        for id, place, topic, value, claimant, day in zip(
            claim_ids[places:], place_ids, topics, values, claimants, days, strict=False)
    ]  # fmt: skip
    table(folder / "claims.csv", [*control_claims, *other_claims])
    urls = [
        f"https://example.org/{text}" for text in deal("SourceRow.url", sources, accepts=in_url)
    ]
    archive_urls = deal("SourceRow.archive_url", sources, accepts=in_url)
    table(folder / "sources.csv", [
        {"id": id, "title": title, "publisher": publisher, "licence": licence,
         "url": url.replace(" ", "-"),
         "archive_url": f"https://example.net/{archive}".replace(" ", "-")}
        for id, title, publisher, licence, url, archive in together(
            source_ids, deal("SourceRow.title", sources), deal("SourceRow.publisher", sources),
            deal("SourceRow.licence", sources), urls, archive_urls)
    ])  # fmt: skip
    for field in ("SourceRow.url", "SourceRow.archive_url"):
        deal.dealt[field] = [text.replace(" ", "-") for text in deal.dealt[field]]
    chapters = []
    for title, n in together(in_both("ChapterTable", "title", 6), range(6)):
        chapters.append({**title, "date": f"2024-03-0{n + 1}", "places": [place_ids[n]],
                         "source": source_ids[0]})  # fmt: skip
    for key in ("text", "text:uk"):
        for chapter, text in together(chapters, deal(f"ChapterTable.{key}", 6)):
            chapter[key] = markdown(text)
        field = f"ChapterTable.{key}"
        deal.dealt[field] = [" ".join(text.split()) for text in deal.dealt[field]]
    header = {
        **in_both("HeaderFile", "title", 1)[0],
        **in_both("HeaderFile", "summary", 1)[0],
        "author": deal("HeaderFile.author", 1)[0],
        "credits": deal("HeaderFile.credits", 4),
        "period": "2024-03-01/2024-03-10",
        "timezone": "UTC",
        "extent": [9.4, 49.4, 10.6, 50.6],
        "languages": ["en", "uk"],
        "start": {"side": side_ids[0], "within": land, "source": source_ids[0]},
        "ground": {"method": "cells", "reach_km": 4},
        "sides": [
            {"id": id, **name, **adjective, **bloc}
            for id, name, adjective, bloc in together(
                side_ids,
                in_both("SideTable", "name", 2),
                in_both("SideTable", "adjective", 2),
                in_both("SideTable", "bloc", 2),
            )
        ],
        "notes": [
            {**text, "place": place_ids[0], "event": event_ids[0], "source": source_ids[0]}
            for text in in_both("NoteTable", "text", 4)
        ],
        "chapters": chapters,
    }  # fmt: skip
    lines = [f"{toml(key)} = {toml(value)}\n" for key, value in header.items()]
    (folder / "map.toml").write_text("".join(lines), encoding="utf-8")
    messages_uk = deal("languages", 3, accepts=lambda text: not PLACEHOLDER.search(text))
    keys = (f"kind_{event_kinds[0].lower()}", f"place_{kinds[0]}", f"about_{topics[0]}")
    words = dict(together(keys, messages_uk))
    text = json.dumps(words, ensure_ascii=False, indent=1)
    (folder / "languages" / "uk.json").write_text(text, encoding="utf-8")
    return folder
