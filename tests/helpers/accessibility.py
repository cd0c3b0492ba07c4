"""Accessibility violations of a page, found by axe-core."""

from axe_playwright_python.base import AXE_SCRIPT

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
RUN = """async ([context, options]) => {
  const { violations } = await axe.run(context ?? document, options);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any }) => [id, html, any[0]?.message]));
}"""


def violations(page, context=None):
    """List the violations in a page, or in the part that a selector names, with their elements.

    Marks on the map are exempt from the target size: their position is essential (WCAG 2.2, 2.5.8),
    and the lists beside the map give the same information.
    """
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE_SCRIPT)
    return [
        f"{rule}: {html[:400]} {message or ''}"
        for rule, html, message in page.evaluate(RUN, [context, OPTIONS])
        if rule != "target-size" or "leaflet-marker-icon" not in html
    ]
