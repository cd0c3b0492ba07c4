"""The walk with a screen reader of docs/explanation/accessibility.md, on the accessibility tree."""

import itertools
import re

from browser import opened, ready
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


def told(node, text, value):
    """One line of what is told of a node: role, name, value or state, description."""
    role = node["role"]["value"]
    properties = {each["name"]: each["value"].get("value") for each in node.get("properties", [])}
    level = f" {properties['level']}" if role == "heading" else ""
    parts = [node.get("name", {}).get("value") or text]
    parts += [str(value)] if value and role in ("slider", "combobox", "Date") else []
    parts += ["checked"] if properties.get("checked") == "true" else []
    parts += ["expanded"] if properties.get("expanded") is True else []
    if description := node.get("description", {}).get("value"):
        parts.append(f"described by: {description}")
    return re.sub(r"\s+", " ", f"{ROLES.get(role, role)}{level}: {', '.join(parts)}").strip()


def heard(page):
    """List what the accessibility tree tells, in its order."""
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
        # The tree that Chromium gives to tools has the number; what it gives to readers, the text.
        found = cdp.send("DOM.describeNode", {"backendNodeId": node["backendDOMNodeId"]})
        attributes = found["node"]["attributes"]
        return dict(zip(attributes[::2], attributes[1::2], strict=True))["aria-valuetext"]

    def walk(node):
        if not node.get("ignored"):
            lines.append(told(node, text(node), value(node)))
        for id in node.get("childIds", []):
            if id in nodes:
                walk(nodes[id])

    walk(next(node for node in tree if "parentId" not in node))
    return lines


def pattern(line):
    return re.compile(".*".join(map(re.escape, line.split("…"))) + r"(, described by: .*)?$")


def missing(lines, step):
    """List the lines of a step that are not heard, or not after the one before."""
    rest = iter(lines)
    for line in STEPS[step].splitlines():
        if not any(pattern(line).match(each) for each in rest):
            return [line]
    return []


def rest(page):
    page.wait_for_timeout(600)


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


def test_the_walk_that_is_written_down_is_what_is_heard(chromium, map_html):
    assert list(STEPS) == list(WALK)
    with opened(chromium, map_html, alone=True) as (page, seen):
        ready(page)
        for step, act in WALK.items():
            act(page)
            rest(page)
            assert missing(heard(page), step) == [], step
        assert page.evaluate("() => document.activeElement.textContent") == "Krasne"
        assert seen.errors == []


def test_the_page_has_one_title_and_its_headings_go_down_by_one(chromium, map_html):
    with opened(chromium, map_html, alone=True) as (page, _):
        ready(page)
        levels = [
            int(line[len("heading ")]) for line in heard(page) if re.match(r"heading \d", line)
        ]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_what_is_only_drawn_is_not_told(chromium, map_html):
    with opened(chromium, map_html, alone=True) as (page, _):
        ready(page)
        rest(page)
        lines = heard(page)
        assert "image:" not in lines
        assert "button:" not in lines
        named = [line for line in lines if re.match(r"(link|button|slider|combobox):$", line)]
        assert named == []
