"""A report → PDF for A4, tagged for screen readers, by WeasyPrint."""

from __future__ import annotations

from typing import Final

from frontline.errors import UsageError
from frontline.render.report.document import Document
from frontline.render.report.html_page import render_sheet

MISSING: Final = (
    "pdf: needs WeasyPrint and Pango: pip install 'frontline[pdf]', and on Debian "
    "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)

_SEPARATORS: Final = {0x2028: " ", 0x2029: " "}
"""Line and paragraph separators, on which WeasyPrint fails at the end of a line."""


def render_pdf(document: Document) -> bytes:
    """Render a report as PDF/UA-1, without any network request.

    Parameters
    ----------
    document : Document
        The report.

    Returns
    -------
    bytes
        The PDF file.

    Raises
    ------
    UsageError
        If WeasyPrint or Pango is not installed.
    """
    try:
        from weasyprint import HTML, URLFetcher
    except (ImportError, OSError) as error:
        raise UsageError(MISSING) from error
    fetcher = URLFetcher(allowed_protocols=("data",))
    page = HTML(string=render_sheet(document).translate(_SEPARATORS), url_fetcher=fetcher)
    file: bytes = page.write_pdf(pdf_variant="pdf/ua-1")
    return file
