"""A company's own guidance over ours: replaced, added, and broken files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import GuidanceError
from assistant.overlay import Layered, layered_requests, load_layered
from tests.conftest import CORPUS

Write = Callable[[str, str], Path]
REQUEST = """- id: {id}
  reply: Our own words.
  passages: [retraction#who-must-send-the-retraction-to-amazon]
  requests: [do it]
  harmless: [do not do it]
"""


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    folder = tmp_path / "company"
    folder.mkdir()
    return folder


@pytest.fixture
def write(overlay: Path) -> Write:
    """Write a file of the overlay; a document starts as a copy of our retraction page."""

    def write(name: str, text: str) -> Path:
        path = overlay / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    return write


def _page(document_id: str = "retraction", title: str = "How our team handles retractions") -> str:
    text = (CORPUS / "en" / "retraction.md").read_text()
    return text.replace("id: retraction", f"id: {document_id}").replace(
        "title: Getting a complaint retracted", f"title: {title}"
    )


def _titles(layered: Layered) -> dict[str, str]:
    return {document.id: document.title for document in layered.knowledge.documents}


def test_without_an_overlay_ours_is_used() -> None:
    layered = load_layered(CORPUS)
    assert sorted(_titles(layered)) == ["counter-notice", "retraction", "stolen-images"]
    assert layered.warnings == ()


def test_a_document_with_our_id_replaces_ours(overlay: Path, write: Write) -> None:
    path = write("en/retraction.md", _page())
    layered = load_layered(CORPUS, overlay)
    assert _titles(layered)["retraction"] == "How our team handles retractions"
    assert len(_titles(layered)) == 3
    assert layered.paths["en", "retraction"] == path
    assert layered.summary == "1 of our documents replaced (retraction), 0 added"
    assert layered.warnings == ()


def test_a_document_with_a_new_id_is_added(overlay: Path, write: Write) -> None:
    write("en/our-team.md", _page("our-team"))
    layered = load_layered(CORPUS, overlay)
    assert layered.added == ("our-team",)
    assert [document.id for document in layered.knowledge.documents] == sorted(_titles(layered))


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        pytest.param("en/retraction.md", "no front matter", "no YAML front matter", id="no-front"),
        pytest.param("en/retraction.md", _page("other"), "differs from the file name", id="id"),
        pytest.param(
            "zh/retraction.md", _page(), "language 'en' clashes with its folder", id="language"
        ),
        pytest.param(
            "en/retraction.md",
            _page().replace("audience: accused", "audience: TODO"),
            "audience",
            id="draft",
        ),
        pytest.param("retraction.md", _page(), "outside a language folder", id="outside"),
    ],
)
def test_a_broken_file_is_named_and_skipped_and_the_rest_goes_on(
    overlay: Path, write: Write, name: str, text: str, said: str
) -> None:
    path = write(name, text)
    write("en/our-team.md", _page("our-team"))
    layered = load_layered(CORPUS, overlay)
    (warning,) = layered.warnings
    assert warning.startswith(f"{path}:")
    assert said in warning
    assert "skipped" in warning
    assert _titles(layered)["retraction"] == "Getting a complaint retracted", "ours stays"
    assert "our-team" in _titles(layered)


def test_requests_are_replaced_and_added_by_id(overlay: Path, write: Write) -> None:
    ours = {request.id for request in layered_requests(CORPUS)[0]}
    replaced = sorted(ours)[0]
    write("requests.yaml", REQUEST.format(id=replaced) + REQUEST.format(id="house-rule"))
    requests, warnings = layered_requests(CORPUS, overlay)
    assert {request.id for request in requests} == ours | {"house-rule"}
    assert next(r for r in requests if r.id == replaced).reply == "Our own words."
    assert warnings == ()


def test_broken_requests_leave_ours(overlay: Path, write: Write) -> None:
    write("requests.yaml", "- id: [")
    requests, (warning,) = layered_requests(CORPUS, overlay)
    assert requests == layered_requests(CORPUS)[0]
    assert "requests.yaml:1:" in warning
    assert "ours stays" in warning


def test_a_refusal_that_loses_its_guidance_is_named(overlay: Path, write: Write) -> None:
    write("en/retraction.md", _page().replace("## Who must send", "## Which person must send"))
    before = len([w for w in load_layered(CORPUS, overlay).warnings if "replaced" in w])
    write("requests.yaml", REQUEST.format(id="house-rule"))
    after = [w for w in load_layered(CORPUS, overlay).warnings if "replaced" in w]
    assert len(after) == before + 1
    assert any("house-rule names retraction#who-must-send" in warning for warning in after)


def test_an_overlay_that_is_no_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GuidanceError, match="is not a folder; create it, or mend ASSISTANT_OVER"):
        load_layered(CORPUS, tmp_path / "absent")


def test_our_own_folder_must_be_whole(knowledge_dir: Path) -> None:
    (knowledge_dir / "en" / "retraction.md").write_text("broken")
    with pytest.raises(GuidanceError):
        load_layered(knowledge_dir)
