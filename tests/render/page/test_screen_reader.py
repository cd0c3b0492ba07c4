"""The screen-reader walk of docs/explanation/accessibility.md, run on the accessibility tree."""

import itertools
import re

from browser import opened, wait_for_player, wait_until_idle
from support import ROOT

PAGE = (ROOT / "docs" / "explanation" / "accessibility.md").read_text()
STEPS = dict(re.findall(r"^### (.*?)\n\n```text\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))
ROLES = {
    "RootWebArea": "page",
    "StaticText": "text",
    "paragraph": "text",
    "DisclosureTriangle": "disclosure",
    "Date": "date",
}


def spoken_line(node, text, value):
    """Return the line spoken for a node: role, name, value or state, description."""
    role = node["role"]["value"]
    properties = {
        property["name"]: property["value"].get("value") for property in node.get("properties", [])
    }
    level = f" {properties['level']}" if role == "heading" else ""
    parts = [node.get("name", {}).get("value") or text]
    parts += [str(value)] if value and role in ("slider", "combobox", "Date") else []
    parts += ["checked"] if properties.get("checked") == "true" else []
    parts += ["expanded"] if properties.get("expanded") is True else []
    if description := node.get("description", {}).get("value"):
        parts.append(f"described by: {description}")
    return re.sub(r"\s+", " ", f"{ROLES.get(role, role)}{level}: {', '.join(parts)}").strip()


def spoken_lines(page):
    """List the spoken lines of the accessibility tree in order."""
    cdp = page.context.new_cdp_session(page)
    tree = cdp.send("Accessibility.getFullAXTree")["nodes"]
    nodes = {node["nodeId"]: node for node in tree}
    lines = []

    def text(node):
        if node["role"]["value"] == "StaticText":
            return node["name"]["value"]
        return "".join(text(nodes[id]) for id in node.get("childIds", []) if id in nodes)

    def value(node):
        if node["role"]["value"] != "slider":
            return node.get("value", {}).get("value")
        # The tree for tools has the number; screen readers get the text.
        description = cdp.send("DOM.describeNode", {"backendNodeId": node["backendDOMNodeId"]})
        attributes = description["node"]["attributes"]
        return dict(zip(attributes[::2], attributes[1::2], strict=True))["aria-valuetext"]

    def walk(node):
        if not node.get("ignored"):
            lines.append(spoken_line(node, text(node), value(node)))
        for id in node.get("childIds", []):
            if id in nodes:
                walk(nodes[id])

    walk(next(node for node in tree if "parentId" not in node))
    return lines


def line_pattern(line):
    return re.compile(".*".join(map(re.escape, line.split("…"))) + r"(, described by: .*)?$")


def missing_lines(lines, step):
    """Return the first line of a step that is not spoken in order, if any."""
    remaining = iter(lines)
    for line in STEPS[step].splitlines():
        if not any(line_pattern(line).match(spoken) for spoken in remaining):
            return [line]
    return []


def on_opening(page):
    page.locator(".fl-plot[aria-label]").wait_for()


def table_opened(page):
    page.locator(".fl-twin > summary").press("Enter")


def slider_moved(page):
    page.get_by_role("slider", name="Date").press("ArrowLeft")


def place_opened(page):
    page.locator(".fl-mark").and_(page.get_by_label(re.compile("^Krasne"))).press("Enter")


WALK = {
    "On opening": on_opening,
    "The table is opened": table_opened,
    "The slider is moved to the day before": slider_moved,
    "A place is opened": place_opened,
}


def test_the_documented_walk_is_what_is_spoken(chromium, map_html):
    assert list(STEPS) == list(WALK)
    with opened(chromium, map_html, alone=True) as (page, log):
        wait_for_player(page)
        for step, action in WALK.items():
            action(page)
            wait_until_idle(page)
            assert missing_lines(spoken_lines(page), step) == [], step
        assert page.evaluate("() => document.activeElement.textContent") == "Krasne"
        assert log.errors == []


def test_the_page_has_one_title_and_no_skipped_heading_levels(chromium, map_html):
    with opened(chromium, map_html, alone=True) as (page, _):
        wait_for_player(page)
        levels = [
            int(line[len("heading ")])
            for line in spoken_lines(page)
            if re.match(r"heading \d", line)
        ]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_nothing_without_a_name_is_spoken(chromium, map_html):
    with opened(chromium, map_html, alone=True) as (page, _):
        wait_for_player(page)
        wait_until_idle(page)
        lines = spoken_lines(page)
        assert "image:" not in lines
        assert "button:" not in lines
        nameless = [line for line in lines if re.match(r"(link|button|slider|combobox):$", line)]
        assert nameless == []
