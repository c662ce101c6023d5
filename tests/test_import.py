"""Import: a company's file becomes a draft; a file that cannot be used gives one line."""

from __future__ import annotations

import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
import yaml

from assistant import importing
from assistant.errors import GuidanceError, InputError
from assistant.guidance import load_document
from assistant.importing import import_document

HTML = """<html><body><h1>Photo rules of our shop</h1>
<p>Ask the <b>photographer</b> first. See <a href="https://example.org">the page</a>.</p>
<h2>Who may upload?</h2>
<ul><li>Only the photo team.</li><li>Nobody on Amazon [s9] else</li></ul>
<ol><li>Check the licence.</li><li>Upload it.</li></ol>
<img src="https://example.org/x.png" alt="x"><script>alert(1)</script></body></html>"""
DOCUMENT = (
    '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/'
    'wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
)
CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def _docx(path: Path, *paragraphs: str) -> Path:
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("word/document.xml", DOCUMENT.format(body))
    return path


def _pdf(path: Path, text: str = "", trailer: str = "") -> Path:
    stream = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET" if text else ""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    start = len(data)
    data += f"xref\n0 6\n0000000000 65535 f \n{table}"
    data += f"trailer << /Size 6 /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n"
    path.write_text(data)
    return path


def _write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_headings_lists_and_prose_become_sections_with_a_source(tmp_path: Path) -> None:
    draft = import_document(_write(tmp_path / "Photo Rules.html", HTML), tmp_path / "out")
    assert draft.path == tmp_path / "out" / "photo-rules.md"
    text = draft.path.read_text()
    front = yaml.safe_load(text.split("---\n")[1])
    assert front["title"] == "Photo rules of our shop"
    assert front["marketplaces"] == ["amazon"]
    assert front["sources"][0]["title"] == "Photo Rules.html"
    assert "## TODO: Photo rules of our shop\n\n<!-- questions:\n- TODO\n-->" in text
    assert "Ask the photographer first [s1]. See the page [s1]." in text
    assert "- Nobody on Amazon (s9) else [s1]." in text, "their brackets are no sources of ours"
    assert "1. Check the licence [s1].\n2. Upload it [s1]." in text
    assert "alert" not in text
    assert "png" not in text


def test_a_draft_passes_once_a_person_has_filled_it_in(tmp_path: Path) -> None:
    draft = import_document(_write(tmp_path / "rules.html", HTML), tmp_path)
    with pytest.raises(GuidanceError, match="audience"):
        load_document(draft.path)
    named = {todo.split(":")[0] for todo in draft.todos}
    assert {"topics", "audience", "reviewed", "sources", "questions", "rights"} <= named
    text = draft.path.read_text()
    for old, new in (
        ("audience: TODO", "audience: both"),
        ("reviewed: TODO", "reviewed: 2026-11-23"),
        ("url: TODO", "url: https://example.org"),
        ("publisher: TODO", "publisher: Our shop"),
        ("kind: TODO", "kind: official"),
        ("rights:\n- TODO", "rights:\n- copyright"),
    ):
        assert old in text
        text = text.replace(old, new)
    draft.path.write_text(text)
    loaded = load_document(draft.path)
    assert [passage.section for passage in loaded.passages][1] == "Who may upload?"
    assert loaded.sources[0].accessed == date.today()


@pytest.mark.parametrize("kind", ["docx", "pdf", "md"])
def test_every_kind_of_file_is_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"rules.{kind}"
    sentence = "Ask the photographer first."
    if kind == "docx":
        _docx(path, sentence)
    elif kind == "pdf":
        _pdf(path, sentence)
    else:
        _write(path, f"---\nowner: us\n---\n# Our rules\n\n{sentence}\n")
    draft = import_document(path, tmp_path / "out")
    assert "Ask the photographer first [s1]." in draft.path.read_text()
    assert "owner" not in draft.path.read_text()


def test_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    source = _write(tmp_path / "rules.html", HTML)
    kept = _write(tmp_path / "rules.md", "mine")
    with pytest.raises(InputError, match=r"rules\.md exists and is not overwritten"):
        import_document(source, tmp_path)
    assert kept.read_text() == "mine"


def test_the_draft_goes_to_the_language_folder_of_the_overlay(tmp_path: Path) -> None:
    english = import_document(_write(tmp_path / "rules.html", HTML), overlay=tmp_path / "own")
    chinese = _write(tmp_path / "guize.md", "# 图片规则\n\n请先联系摄影师。不要自行上传图片。\n")
    assert english.path == tmp_path / "own" / "en" / "rules.md"
    assert import_document(chinese, overlay=tmp_path / "own").path.parent.name == "zh"


ENCRYPT = (
    f"/ID [<{'00' * 16}> <{'00' * 16}>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -1 "
    f"/O <{'11' * 32}> /U <{'22' * 32}> >>"
)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        pytest.param("a.docx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "is encrypted", id="docx-locked"),
        pytest.param("a.docx", "%PDF-1.4", "is not a DOCX file", id="pdf-named-docx"),
        pytest.param("a.docx", b"PK\3\4broken", "is not a DOCX file", id="broken-zip"),
        pytest.param("a.pdf", HTML, "is not a PDF file", id="html-named-pdf"),
        pytest.param("a.pdf", "%PDF-1.4 and no more", "damaged|no text", id="damaged-pdf"),
        pytest.param("a.html", "%PDF-1.4", "is not a HTML file", id="pdf-named-html"),
        pytest.param("a.html", "only words", "is not a HTML file", id="text-named-html"),
        pytest.param("a.md", b"PK\3\4\0", "is not a Markdown file", id="zip-named-md"),
        pytest.param("a.md", b"caf\xe9", "is not UTF-8 text", id="latin-1"),
        pytest.param("a.md", "", "holds no text", id="empty"),
        pytest.param("a.xlsx", "x", "only DOCX, PDF, HTML and Markdown", id="other-kind"),
        pytest.param("图.md", "# Words\n\nText.", "Latin letters or digits", id="no-id"),
    ],
)
def test_a_file_that_cannot_be_used_gives_one_line(
    tmp_path: Path, name: str, content: str | bytes, said: str
) -> None:
    path = _write(tmp_path / name, content)
    with pytest.raises(InputError, match=said) as caught:
        import_document(path, tmp_path / "out")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_an_encrypted_pdf_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is encrypted"):
        import_document(_pdf(tmp_path / "a.pdf", "hidden", ENCRYPT), tmp_path / "out")


def test_a_scan_without_text_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"if it is a scan, run text recognition"):
        import_document(_pdf(tmp_path / "a.pdf"), tmp_path / "out")


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(InputError, match="has 200 MB; at most 25 MB"):
        import_document(path, tmp_path / "out")


def test_a_small_file_that_unpacks_to_anything_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "MAX_UNPACKED_BYTES", 100)
    with pytest.raises(InputError, match="unpacks to more than"):
        import_document(_docx(tmp_path / "a.docx", "text" * 100), tmp_path / "out")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.pdf cannot be read"):
        import_document(tmp_path / "absent.pdf", tmp_path)


def test_without_the_converter_the_mend_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "markitdown", None)
    with pytest.raises(InputError, match=r"pip install 'image-complaint-assistant\[import\]'"):
        import_document(_write(tmp_path / "a.html", HTML), tmp_path)
