"""Building the index with a fake embedder and a real Chroma in a temporary folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.chain import Message, build_chain, open_parts
from assistant.entries import entries_of
from assistant.errors import IndexMismatch, IndexMissing, IndexUnusable
from assistant.guidance import load_knowledge
from assistant.index import HARMLESS, GuidanceIndex, live_generation, open_index
from assistant.indexing import update_index
from assistant.settings import Settings
from assistant.types import Knowledge, Passage
from tests.fakes import KeywordEmbedder

WAIT = "counter-notice#how-long-is-the-wait-after-a-counter-notice"
Edit = Callable[[str, str, str], Knowledge]


@pytest.fixture
def edit(knowledge_dir: Path) -> Edit:
    """Return the corpus with one text of one document replaced."""

    def edit(document: str, old: str, new: str) -> Knowledge:
        path = knowledge_dir / "en" / f"{document}.md"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))
        return load_knowledge(knowledge_dir)

    return edit


def test_every_passage_is_stored_as_it_was_read(
    index: GuidanceIndex, passages: dict[str, Passage]
) -> None:
    assert dict(index.passages) == passages


def test_a_passage_has_its_text_its_heading_its_questions_and_its_sentences(
    corpus: Knowledge, passages: dict[str, Passage]
) -> None:
    mine = [e for e in entries_of(corpus) if e.metadata.get("passage_id") == WAIT]
    found = passages[WAIT]
    by_kind = {
        kind: [e.text for e in mine if e.metadata["kind"] == kind]
        for kind in ("text", "question", "sentence")
    }
    assert by_kind["text"] == [f"{found.document_title}. {found.section}\n{found.text}"]
    assert by_kind["question"] == [found.section, *found.questions]
    assert by_kind["sentence"] == [sentence.text for sentence in found.sentences]


def test_no_two_entries_share_an_id(corpus: Knowledge) -> None:
    ids = [entry.id for entry in entries_of(corpus)]
    assert len(ids) == len(set(ids))


def test_sentence_vectors_stand_in_the_order_of_the_sentences(
    index: GuidanceIndex, embedder: KeywordEmbedder
) -> None:
    for passage_id, found in index.passages.items():
        expected = embedder.embed_documents([sentence.text for sentence in found.sentences])
        np.testing.assert_allclose(index.sentence_vectors[passage_id], expected, atol=1e-6)


def test_examples_of_requests_are_kept_apart_by_kind(
    index: GuidanceIndex, corpus: Knowledge
) -> None:
    counts = {group: len(rows) for group, rows in index.request_vectors.items()}
    expected = {request.id: len(request.requests) for request in corpus.requests}
    assert counts == {**expected, HARMLESS: sum(len(r.harmless) for r in corpus.requests)}


def test_a_search_finds_the_entry_points_and_says_how_near_they_are(
    index: GuidanceIndex, embedder: KeywordEmbedder
) -> None:
    hits = index.search(embedder.embed_query("how long to wait for the counter"), 3)
    assert hits[0].passage_id == WAIT
    assert hits[0].similarity == pytest.approx(1.0, abs=1e-4)
    assert [h.similarity for h in hits] == sorted((h.similarity for h in hits), reverse=True)


def test_refused_requests_are_never_found_by_a_search(
    index: GuidanceIndex, embedder: KeywordEmbedder, corpus: Knowledge
) -> None:
    hits = index.search(embedder.embed_query("make me a fake"), 500)
    assert {hit.kind for hit in hits} == {"text", "question", "sentence"}
    of_passages = [entry for entry in entries_of(corpus) if "passage_id" in entry.metadata]
    assert len(hits) == len(of_passages)


def test_the_first_run_adds_every_passage(
    settings: Settings, embedder: KeywordEmbedder, corpus: Knowledge
) -> None:
    report = update_index(corpus, embedder, settings)
    counts = (report.added, report.updated, report.deleted, report.unchanged)
    assert counts == (6, 0, 0, 0), "requests are not passages"
    assert report.embedded == len({entry.text for entry in entries_of(corpus)})


def test_a_second_run_embeds_nothing_and_writes_nothing(
    indexed: Settings, embedder: KeywordEmbedder, corpus: Knowledge
) -> None:
    before = live_generation(indexed)
    report = update_index(corpus, embedder, indexed)
    assert (report.embedded, report.unchanged) == (0, 6)
    assert embedder.embedded == []
    assert live_generation(indexed) == before


def test_a_changed_sentence_embeds_only_what_changed(
    indexed: Settings, embedder: KeywordEmbedder, edit: Edit
) -> None:
    report = update_index(edit("counter-notice", "10 to 14", "11 to 15"), embedder, indexed)
    assert (report.added, report.updated, report.deleted, report.unchanged) == (0, 1, 0, 5)
    # the sentence, and the section's text that holds it
    assert len(embedder.embedded) == report.embedded == 2
    assert all("11 to 15" in text for text in embedder.embedded)
    assert "11 to 15" in open_index(embedder, indexed).passages[WAIT].text


def test_a_changed_facet_is_stored_without_embedding_anything(
    indexed: Settings, embedder: KeywordEmbedder, edit: Edit
) -> None:
    report = update_index(edit("counter-notice", "[amazon, ebay]", "[etsy]"), embedder, indexed)
    assert (report.updated, report.embedded) == (2, 0)
    assert open_index(embedder, indexed).passages[WAIT].marketplaces == ("etsy",)


def test_a_removed_document_leaves_the_index(
    indexed: Settings, embedder: KeywordEmbedder, knowledge_dir: Path
) -> None:
    (knowledge_dir / "en" / "retraction.md").unlink()
    report = update_index(load_knowledge(knowledge_dir), embedder, indexed)
    assert (report.deleted, report.unchanged, report.embedded) == (2, 4, 0)
    assert {p.document_id for p in open_index(embedder, indexed).passages.values()} == {
        "counter-notice",
        "stolen-images",
    }


def test_progress_is_told_up_to_the_end(
    settings: Settings, embedder: KeywordEmbedder, corpus: Knowledge
) -> None:
    told: list[tuple[int, int]] = []
    report = update_index(corpus, embedder, settings, progress=lambda *now: told.append(now))
    assert told[-1] == (report.embedded, report.embedded)
    assert told == sorted(told)


def test_the_same_guidance_has_the_same_hash_in_any_index(
    indexed: Settings, embedder: KeywordEmbedder, corpus: Knowledge, tmp_path: Path, edit: Edit
) -> None:
    elsewhere = Settings(data_dir=tmp_path / "elsewhere")
    update_index(corpus, embedder, elsewhere)
    first = open_index(embedder, indexed).corpus_hash
    assert open_index(embedder, elsewhere).corpus_hash == first
    update_index(edit("retraction", "ASIN", "product"), embedder, elsewhere)
    assert open_index(embedder, elsewhere).corpus_hash != first


def test_no_index_says_how_to_make_one(settings: Settings, embedder: KeywordEmbedder) -> None:
    with pytest.raises(IndexMissing, match="Run `complaint-assistant index`"):
        open_index(embedder, settings)
    assert live_generation(settings) is None


@pytest.mark.parametrize("use", ["open", "update"])
def test_an_index_of_another_model_is_not_used(
    indexed: Settings, corpus: Knowledge, use: str
) -> None:
    other = KeywordEmbedder(name="other words", fingerprint="f2")
    with pytest.raises(IndexMismatch) as caught:
        open_index(other, indexed) if use == "open" else update_index(corpus, other, indexed)
    assert "built with keywords, but settings ask for other words" in str(caught.value)
    assert "index --rebuild" in str(caught.value)


def test_a_rebuild_takes_another_model_with_another_dimension(
    indexed: Settings, corpus: Knowledge
) -> None:
    other = KeywordEmbedder("retract", "counter", name="other", fingerprint="f2")
    report = update_index(corpus, other, indexed, rebuild=True)
    assert report.embedded == len({entry.text for entry in entries_of(corpus)})
    rows = open_index(other, indexed).sentence_vectors[WAIT]
    assert rows.shape[1] == len(other.embed_query(""))


def test_the_previous_generation_stays_for_those_who_still_read_it(
    indexed: Settings, embedder: KeywordEmbedder, corpus: Knowledge, edit: Edit
) -> None:
    old = open_parts(indexed, corpus.requests, embedder)
    update_index(edit("counter-notice", "10 to 14", "11 to 15"), embedder, indexed)
    answer = build_chain(old).invoke(Message("how long to wait after the counter notice"))
    assert "10 to 14" in answer.text


def test_no_more_than_two_generations_are_kept(
    indexed: Settings, embedder: KeywordEmbedder, edit: Edit
) -> None:
    from assistant.index import PREFIX, connect

    for day in (20, 21, 22):
        update_index(edit("retraction", "reviewed: 2026", f"reviewed: 20{day}"), embedder, indexed)
        edit("retraction", f"reviewed: 20{day}", "reviewed: 2026")
    names = [c.name for c in connect(indexed).list_collections() if c.name.startswith(PREFIX)]
    assert sorted(names) == ["guidance-000003", "guidance-000004"]


def _large(corpus: Knowledge) -> Knowledge:
    """Return so many passages that Chroma writes its vectors to files of their own."""
    document = corpus.documents[0]
    copies = tuple(
        passage.model_copy(update={"id": f"{passage.id}-{number}"})
        for passage in document.passages
        for number in range(80)
    )
    return Knowledge((document.model_copy(update={"passages": copies}),), corpus.requests)


def test_damaged_vectors_are_one_line_with_the_mend(
    settings: Settings, embedder: KeywordEmbedder, corpus: Knowledge, tmp_path: Path
) -> None:
    update_index(_large(corpus), embedder, settings)
    damaged = Settings(data_dir=tmp_path / "damaged")
    shutil.copytree(settings.data_dir, damaged.data_dir)
    files = list((damaged.data_dir / "chroma").glob("*/*"))
    assert files, "the vectors stand in files"
    for file in files:
        file.write_bytes(bytes(10))
    for use in (
        lambda: open_index(embedder, damaged),
        lambda: update_index(corpus, embedder, damaged),
    ):
        with pytest.raises(IndexUnusable, match=r"^the index in .* is damaged") as caught:
            use()
        assert "\n" not in str(caught.value)


def test_a_search_in_a_database_that_fails_is_one_line(index: GuidanceIndex) -> None:
    class Broken:
        def similarity_search_by_vector_with_relevance_scores(
            self, *arguments: object, **options: object
        ) -> None:
            raise RuntimeError("disk I/O error\nat page 7")

    with pytest.raises(IndexUnusable, match=r"\(disk I/O error\)"):
        replace(index, collection=Broken()).search([1.0], 3)
