# ruff: noqa: E501  # documents written by hand read better unbroken
"""PowerPoint files."""

from __future__ import annotations

from tests.safety.dirty.canary import CANARY
from tests.safety.dirty.packages import R, office, relations


def pptx() -> bytes:
    """A slide with an author list, a hidden slide, notes, and a picture with the name of its file."""
    p, a = (
        "http://schemas.openxmlformats.org/presentationml/2006/main",
        "http://schemas.openxmlformats.org/drawingml/2006/main",
    )
    shape = (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="{CANARY}.png" descr="/home/{CANARY}/x.png"/></p:nvSpPr>'
        "<p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )
    slide = f'<p:sld xmlns:p="{p}" xmlns:a="{a}"{{show}}><p:cSld><p:spTree>{shape}</p:spTree></p:cSld></p:sld>'
    presentation = (
        f'<p:presentation xmlns:p="{p}" xmlns:r="{R}"><p:sldIdLst><p:sldId id="256" r:id="rId1"/>'
        f'<p:sldId id="257" r:id="rId2"/></p:sldIdLst><p:modifyVerifier saltData="{CANARY}"/></p:presentation>'
    )
    return office(
        "ppt/presentation.xml",
        {
            "ppt/presentation.xml": presentation,
            "ppt/slides/slide1.xml": slide.replace("{show}", "").replace("{text}", "Visible words"),
            "ppt/slides/slide2.xml": slide.replace("{show}", ' show="0"').replace("{text}", CANARY),
            "ppt/commentAuthors.xml": f"<x>{CANARY}</x>",
            "ppt/_rels/presentation.xml.rels": relations(
                ("rId1", "slide", "slides/slide1.xml"),
                ("rId2", "slide", "slides/slide2.xml"),
                ("rId3", "commentAuthors", "commentAuthors.xml"),
            ),
        },
    )
