"""The small report on pages: PDF and OFD."""

import zlib
from collections.abc import Iterator, Sequence

from bench.fuzz.seeds import PARTS, Parts, size, zipped


def _pages(
    parts: Parts,
) -> Iterator[tuple[list[tuple[float, float, str]], list[tuple[float, float, float, float]]]]:
    """Texts (x, y from the top) and lines of pages of 595 x 842 points."""
    texts: list[tuple[float, float, str]] = []
    lines: list[tuple[float, float, float, float]] = []
    y = 80.0
    for part in parts:
        if y > 600:
            yield texts, lines
            texts, lines, y = [], [], 80.0
        if isinstance(part, str):
            for start in range(0, len(part), 45):
                texts.append((60.0, y, part[start : start + 45]))
                y += 20
            continue
        wide = 480 / size(part)[1]
        for b in part:
            x0, y0 = 60 + wide * b.column, y + 24 * b.row
            x1, y1 = x0 + wide * b.across, y0 + 24 * b.down
            lines += [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]
            texts += [(x0 + 2, y0 + 8 * n, b.text[4 * n : 4 * n + 4]) for n in range((len(b.text) + 3) // 4)]
        y += 24 * size(part)[0] + 20
    yield texts, lines


def pdf(parts: Parts = PARTS) -> bytes:
    """Two pages with a font whose codes are Unicode; the second page is turned, one stream is packed."""
    streams = []
    for texts, lines in _pages(parts):
        ink = "".join(f"{x0:.1f} {842 - y0:.1f} m {x1:.1f} {842 - y1:.1f} l S\n" for x0, y0, x1, y1 in lines)
        ink += "".join(
            f"BT /F1 7 Tf {x:.1f} {835 - y:.1f} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"
            for x, y, text in texts
        )
        streams.append(f"q 1 0 0 1 0 0 cm\n{ink}Q\n".encode())
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo 7 0 R/DW 1000/FontDescriptor 5 0 R>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/Ascent 880/Descent -120>>",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Length 18>>\nstream\n0 0 m 100 0 l S Q \nendstream",
        b"<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>",
    ]
    kids = []
    for number, stream in enumerate(streams):
        page = len(objects) + 1
        kids.append(f"{page} 0 R")
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Rotate %d/Resources<</Font<</F1 3 0 R>>/XObject<</X 6 0 R>>>>"
            b"/Contents %d 0 R>>" % (360 * number, page + 1)
        )
        packed = zlib.compress(stream) if number else stream
        filtered = b"/Filter/FlateDecode" if number else b""
        objects.append(b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(packed), filtered, packed))
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>".encode()
    return pdf_file(objects)


def pdf_file(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects with its table of references."""
    out, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer


def ofd(parts: Parts = PARTS) -> bytes:
    """A template with the lines, runs of distances, a drawing parameter, a composite unit."""
    pages = list(_pages(parts))
    xmlns = "xmlns:ofd='http://www.ofdspec.org/2016'"
    members = {
        "OFD.xml": f"<ofd:OFD {xmlns}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
        f"</ofd:OFD>",
        "Doc_0/Res.xml": f"<ofd:Res {xmlns} BaseLoc='Res'><ofd:DrawParams>"
        f"<ofd:DrawParam ID='7' Relative='8' LineWidth='1'/>"
        "<ofd:DrawParam ID='8' Relative='7'/></ofd:DrawParams><ofd:CompositeGraphicUnits>"
        "<ofd:CompositeGraphicUnit ID='9'>"
        "<ofd:Content><ofd:PathObject Boundary='0 0 9 9'>"
        "<ofd:AbbreviatedData>M 0 0 L 9 0</ofd:AbbreviatedData></ofd:PathObject>"
        "</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>",
        "Doc_0/Document.xml": f"<ofd:Document {xmlns}><ofd:CommonData><ofd:PageArea>"
        f"<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
        "</ofd:PageArea><ofd:PublicRes>Res.xml</ofd:PublicRes><ofd:TemplatePage ID='5' BaseLoc='T.xml'/>"
        "</ofd:CommonData><ofd:Pages>"
        + "".join(f"<ofd:Page ID='{n}' BaseLoc='P{n}.xml'/>" for n in range(len(pages)))
        + "</ofd:Pages></ofd:Document>",
        "Doc_0/T.xml": f"<ofd:Page {xmlns}><ofd:Content><ofd:Layer>{_ofd_lines(pages[0][1])}</ofd:Layer>"
        f"</ofd:Content></ofd:Page>",
    }
    for number, (texts, lines) in enumerate(pages):
        template = "<ofd:Template TemplateID='5'/>" if number == 0 else ""
        ink = "" if number == 0 else _ofd_lines(lines)
        ink += "".join(_ofd_text(*text) for text in texts)
        members[f"Doc_0/P{number}.xml"] = (
            f"<ofd:Page {xmlns}>{template}<ofd:Content><ofd:Layer>{ink}<ofd:CompositeObject ResourceID='9' "
            "Boundary='1 1 9 9' CTM='1 0 0 1 0 0'/></ofd:Layer></ofd:Content></ofd:Page>"
        )
    return zipped(members)


_MM = 25.4 / 72


def _ofd_lines(lines: Sequence[tuple[float, float, float, float]]) -> str:
    data = " ".join(f"M {a * _MM:.2f} {b * _MM:.2f} L {c * _MM:.2f} {d * _MM:.2f}" for a, b, c, d in lines)
    path = f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData>"
    return f"<ofd:PathObject Boundary='0 0 210 297' DrawParam='7'>{path}</ofd:PathObject>"


def _ofd_text(x: float, y: float, text: str) -> str:
    step = 7 * _MM
    run = f"g {max(len(text) - 1, 0)} {step:.2f}"
    code = f"<ofd:TextCode X='0' Y='{0.88 * step:.2f}' DeltaX='{run}'>{text}</ofd:TextCode>"
    box = f"{x * _MM:.2f} {y * _MM:.2f} {step * len(text):.2f} {step:.2f}"
    return f"<ofd:TextObject Boundary='{box}' Size='{step:.2f}'>{code}</ofd:TextObject>"
