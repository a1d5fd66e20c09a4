"""PDF files, written by hand, object by object."""

from __future__ import annotations

from tests.safety.dirty.canary import CANARY


def pdf() -> bytes:
    """One page of text, with an author, a script, an attachment and a link. Written by hand, object by object."""
    text = b"BT /F1 24 Tf 40 100 Td (Visible words) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Metadata 6 0 R/OpenAction<</S/JavaScript/JS(app.alert\\('%s'\\))>>"
        b"/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(%s.txt)/EF<</F 7 0 R>>>>]>>>>>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R"
        b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 50 50]/A<</S/URI/URI(https://example.org/)>>>>"
        b"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/T(%s)/Contents(%s)>>]>>",
        b"<</Length %d>>stream\n" % len(text) + text + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/Metadata/Subtype/XML/Length 70>>stream\n"
        + b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>%s</x:xmpmeta>".ljust(69)
        + b"\nendstream",
        b"<</Type/EmbeddedFile/Length 10>>stream\n%s\nendstream",
        b"<</Author(%s)/Title(%s)/Producer(Word of %s)/CreationDate(D:20200102030405)>>",
    ]
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content.replace(b"%s", CANARY.encode()) + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer<</Size 9/Root 1 0 R/Info 8 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start)
