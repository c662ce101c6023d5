"""Files in the forms that notices come in, made by hand."""

from __future__ import annotations

import io
import struct
import zipfile

SECTOR, MINI_SECTOR = 512, 64
_END, _FAT, _FREE, _NONE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF, 0xFFFFFFFF


def pdf(*contents: str) -> bytes:
    """A PDF with one page of 600 x 400 points for each content stream; /F is Helvetica."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(contents)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, content in enumerate(contents):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 400] "
            f"/Resources << /Font << /F 3 0 R >> >> /Contents {5 + 2 * n} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


def line(text: str, y: int = 300, size: int = 14, color: str = "0 0 0", x: int = 40) -> str:
    """A content stream that writes one line; `color` is red, green and blue from 0 to 1."""
    return f"BT {color} rg /F {size} Tf {x} {y} Td ({text}) Tj ET"


def docx(body: str) -> bytes:
    """A Word file around the XML of its body."""
    xml = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{body}</w:body></w:document>"
    )
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml.encode()})


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def msg(subject: str, body: str) -> bytes:
    """An Outlook message: a compound file ([MS-CFB]) with three streams ([MS-OXMSG])."""
    texts = {"0037": subject, "1000": body}
    entries = b"".join(
        struct.pack("<HHIII", 0x001F, int(tag, 16), 6, 2 * len(text) + 2, 0)
        for tag, text in texts.items()
    )
    streams = {"__properties_version1.0": bytes(32) + entries}
    streams |= {f"__substg1.0_{tag}001F": text.encode("utf-16-le") for tag, text in texts.items()}
    return _compound(dict(sorted(streams.items(), key=lambda item: (len(item[0]), item[0]))))


def _compound(streams: dict[str, bytes]) -> bytes:
    """A compound file: sector 0 is the FAT, 1 the mini FAT, then the mini stream, the directory."""
    mini, places = b"", {}
    mini_fat: list[int] = []
    for name, data in streams.items():
        places[name] = len(mini_fat)
        count = -(-len(data) // MINI_SECTOR)
        mini += data.ljust(count * MINI_SECTOR, b"\0")
        mini_fat += [len(mini_fat) + n + 1 for n in range(count - 1)] + [_END]
    entries = [_entry("Root Entry", 5, child=1, start=2, size=len(mini))]
    for number, (name, data) in enumerate(streams.items(), 1):
        right = number + 1 if number < len(streams) else _NONE
        entries.append(_entry(name, 2, right=right, start=places[name], size=len(data)))
    bodies = [mini, b"".join(entries)]
    fat, starts = [_FAT, _END], []
    for body in bodies:
        count = -(-len(body) // SECTOR)
        starts.append(len(fat))
        fat += [len(fat) + n + 1 for n in range(count - 1)] + [_END]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, starts[1], 0, 4096, 1, 1, _END, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", _FREE) * 108
    tables = [_table(fat), _table(mini_fat)]
    return header + b"".join(
        part.ljust(-(-len(part) // SECTOR) * SECTOR, b"\0") for part in (*tables, *bodies)
    )


def _table(numbers: list[int]) -> bytes:
    return b"".join(struct.pack("<I", n) for n in numbers).ljust(SECTOR, b"\xff")


def _entry(
    name: str, kind: int, *, right: int = _NONE, child: int = _NONE, start: int, size: int
) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(encoded), kind, 1, _NONE, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
