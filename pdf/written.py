"""Objects of a file that are written out already."""

from __future__ import annotations

from reportlab.pdfbase.pdfdoc import PDFDocument, PDFObject


class Written(PDFObject):  # type: ignore[misc]
    """Thousands of cells are made, and ReportLab's dictionaries take their time."""

    __RefOnly__ = 1

    def __init__(self, text: str) -> None:
        self.text = text

    def format(self, _document: PDFDocument) -> bytes:
        return self.text.encode("latin-1")
