"""The program behind events/printing.py: a sheet as JSON on standard input, a PDF or PNG on standard output.

It knows neither Django nor our settings. Nothing it draws can make it read a file or ask a server.
"""

from __future__ import annotations

import io
import json
import os
import resource
import sys
from typing import Any

MEMORY = 1536 * 1024 * 1024  # bytes of address space; about 250 MB are really used
CPU_SECONDS = 25
LAST = 19  # pages go before paper
MISSING, TOO_LONG = 3, 4
HOPELESS = 8  # times as many pages as there may be: no smaller letters will do


def forget_origin(document: Any, pdf: Any) -> None:
    """Leave the title; who drew it, with what and when is nobody's business."""
    for name in [name for name in pdf.info if name != "Title"]:
        del pdf.info[name]


def draw(sheet: dict[str, Any]) -> bytes | None:
    """The drawing, or None when its words fit at no size."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    class Refuse(URLFetcher):
        """Nothing is fetched, whatever the page names: the style comes with it, letters are the system's."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            raise ValueError("Nothing is fetched.")

    refuse = Refuse(allowed_protocols=())
    fonts = FontConfiguration()
    style = CSS(string=sheet["css"], url_fetcher=refuse, font_config=fonts)

    def lay_out(html: str, fit: int) -> Any:
        html = html.replace('class="fit"', f'class="fit-{fit}"', 1)
        page = HTML(string=html, base_url="nothing://here/", url_fetcher=refuse)
        return page.render(stylesheets=[style], font_config=fonts)

    for fit in range(sheet["first_fit"], max(sheet["fits"], sheet["first_fit"] + 1)):
        document = lay_out(sheet["html"], fit)
        if len(document.pages) <= sheet["pages"]:
            if sheet["laid_out"]:
                document = lay_out(sheet["laid_out"], fit)
            pdf: bytes = document.write_pdf(finisher=forget_origin, pdf_identifier=b"0" * 16)
            return _picture(pdf, sheet["pixels_per_inch"]) if sheet["pixels_per_inch"] else pdf
        if len(document.pages) > HOPELESS * sheet["pages"]:
            break
    return None


def _picture(pdf: bytes, pixels_per_inch: int) -> bytes:
    import pypdfium2

    image = pypdfium2.PdfDocument(pdf)[0].render(scale=pixels_per_inch / 72).to_pil().convert("RGB")
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> int:
    """Draw what comes in; the exit code says what went wrong."""
    os.nice(LAST)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sheet = json.load(sys.stdin)
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):  # OSError: Pango is not there
        return MISSING
    drawing = draw(sheet)
    if drawing is None:
        return TOO_LONG
    sys.stdout.buffer.write(drawing)
    return 0


if __name__ == "__main__":
    sys.exit(main())
