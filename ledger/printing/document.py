"""Pages become one PDF file, the same bytes on every run."""

import io
from collections.abc import Iterable

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from ledger.printing.fonts import BOLD, REGULAR
from ledger.printing.page import Page

rl_config.useA85 = 0  # streams as bytes, not as text a quarter larger

CREATOR = "khuyenhoc"


def pdf(pages: Iterable[Page], *, title: str, author: str) -> bytes:
    """Return a PDF file of the pages, in order, with both fonts embedded.

    title and author are what a viewer shows as the document's properties. The file carries no time of
    printing (`invariant`): a voucher printed again is the same file.
    """
    file = io.BytesIO()
    canvas = Canvas(file, pageCompression=1, invariant=1, initialFontName=REGULAR.fontName, lang="vi")
    canvas.setFont(BOLD.fontName, 1)  # gives the fonts their names, F1 and F2
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setCreator(CREATOR)
    for page in pages:
        canvas.setPageSize(page.size)
        canvas.addLiteral("\n".join(page.operators))
        canvas.showPage()
    canvas.save()
    return file.getvalue()
