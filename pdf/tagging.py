"""What is a heading, a paragraph or a cell: the structure tree, for who has the paper read aloud."""

from __future__ import annotations

from dataclasses import dataclass, field

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFDocument, PDFName, PDFString

from pdf.written import Written


@dataclass
class Element:
    """`kind`: a standard structure type ("H1", "P", "Table", "TR", "TH", "TD", "Figure"). `alt`: what a picture shows."""

    kind: str
    alt: str = ""
    parts: list[Element | tuple[int, int]] = field(default_factory=list)  # elements, and (page, mark) where it is drawn

    def add(self, kind: str, alt: str = "") -> Element:
        child = Element(kind, alt)
        self.parts.append(child)
        return child


class Structure:
    """The tree of one document, and which element each mark of each page belongs to."""

    def __init__(self) -> None:
        self.root = Element("Document")
        self.pages: list[list[Element]] = []

    def new_page(self) -> None:
        self.pages.append([])

    def mark(self, element: Element) -> int:
        """A mark on the page being drawn that is (a part of) this element."""
        page = len(self.pages) - 1
        element.parts.append((page, len(self.pages[page])))
        self.pages[page].append(element)
        return len(self.pages[page]) - 1

    def write(self, document: PDFDocument) -> None:
        catalog = document.Catalog
        tree = Written("")
        root = document.Reference(tree, "structure").format(document).decode()
        numbers: dict[int, str] = {}
        pages = [document.Reference(page).format(document).decode() for page in document.Pages.pages]
        top = _write(self.root, root, document, numbers, pages)
        marks = " ".join(
            f"{page} [{' '.join(numbers[id(element)] for element in elements)}]"
            for page, elements in enumerate(self.pages)
        )
        tree.text = (
            f"<< /Type /StructTreeRoot /K {top} /ParentTree << /Nums [ {marks} ] >> /ParentTreeNextKey {len(pages)} >>"
        )
        catalog.StructTreeRoot = tree
        catalog.MarkInfo = PDFDictionary({"Marked": "true"})
        catalog.ViewerPreferences = PDFDictionary({"DisplayDocTitle": "true"})
        for number, page in enumerate(document.Pages.pages):
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
            page.StructParents, page.Tabs = number, PDFName("S")


def _write(element: Element, parent: str, document: PDFDocument, numbers: dict[int, str], pages: list[str]) -> str:
    written = Written("")
    reference: str = document.Reference(written).format(document).decode()
    numbers[id(element)] = reference
    kids = [
        _write(part, reference, document, numbers, pages)
        if isinstance(part, Element)
        else f"<< /Type /MCR /Pg {pages[part[0]]} /MCID {part[1]} >>"
        for part in element.parts
    ]
    alt = f" /Alt {PDFString(element.alt).format(document).decode('latin-1')}" if element.alt else ""
    scope = " /A << /O /Table /Scope /Column >>" if element.kind == "TH" else ""
    written.text = f"<< /Type /StructElem /S /{element.kind} /P {parent}{alt}{scope} /K [ {' '.join(kids)} ] >>"
    return reference
