"""What a real small model may show is counted as it is defined."""

from __future__ import annotations

from assistant.grounding import Support
from assistant.types import DraftStatement
from evals.shown import Label, Shown, load_labels, questions, unsupported_share


def _shown(text: str, supported: bool | None) -> Shown:
    label = None
    if supported is not None:
        label = Label(claim=text, evidence=("a#b",), supported=supported, why="test")
    return Shown(DraftStatement(text, ("a#b",)), Support(1.0, {}), label)


def test_the_share_counts_labelled_sentences_only() -> None:
    # one of four labelled sentences is not supported: 0.25; the fifth has no label
    sentences = [_shown(str(n), n > 0) for n in range(4)] + [_shown("new", None)]
    share = unsupported_share(sentences)
    assert share and (share.value, share.n) == (0.25, 4)


def test_without_labels_there_is_no_share() -> None:
    assert unsupported_share([_shown("new", None)]) is None


def test_only_dev_questions_are_asked_and_always_the_same() -> None:
    chosen = questions()
    assert {case.split for case in chosen} == {"dev"}
    assert chosen == questions()


def test_every_label_has_a_reason() -> None:
    assert all(len(label.why) > 2 for label in load_labels())
