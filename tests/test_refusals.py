"""Which requests are refused: meaning, words, and kinds with few or no examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from assistant.index import HARMLESS, GuidanceIndex, Vectors
from assistant.refusals import Examples, ForeignClassifier, RefusalClassifier, train_refusals
from assistant.types import Query


def _rows(*rows: Sequence[float]) -> Vectors:
    return np.asarray(rows, dtype=np.float32)


def _query(text: str, *parts: str) -> Query:
    return Query(text, text, parts=parts)


def _examples(text: str, *rows: Sequence[float]) -> Examples:
    return Examples((text,) * len(rows), _rows(*rows))


FORGE = _examples("forge a letter", [1, 0, 0], [0.98, 0.2, 0])
EVADE = _examples("mirror it so that they miss it", [0, 1, 0], [0.2, 0.98, 0])
SAMPLES = _examples("how long is the wait", *[[0, 0, 1]] * 8)
HARMLESS_ONES = _examples("he did forge a letter", [0.9, 0, 0.43], [0.9, 0, 0.43])


@pytest.fixture
def refusals() -> RefusalClassifier:
    return RefusalClassifier({"forge": FORGE, "evade": EVADE}, HARMLESS_ONES, SAMPLES)


def test_the_kind_is_that_of_the_nearest_refused_example(refusals: RefusalClassifier) -> None:
    assert refusals.classify(_query("forge a letter"), _rows([1, 0, 0]))[0] == "forge"
    assert refusals.classify(_query("mirror it"), _rows([0, 1, 0]))[0] == "evade"


def test_a_sample_question_is_no_request_to_be_refused(refusals: RefusalClassifier) -> None:
    assert refusals.classify(_query("how long is the wait"), _rows([0, 0, 1]))[1] < 0.5


def test_words_tell_apart_what_means_nearly_the_same(refusals: RefusalClassifier) -> None:
    between = _rows([0.95, 0, 0.31])
    asked = refusals.classify(_query("forge a letter"), between)[1]
    told = refusals.classify(_query("he did forge a letter"), between)[1]
    assert asked > 0.5 > told


def test_a_harmless_example_makes_its_neighbourhood_harmless(refusals: RefusalClassifier) -> None:
    without = RefusalClassifier(
        {"forge": FORGE, "evade": EVADE}, Examples((), np.empty((0, 3), np.float32)), SAMPLES
    )
    asked = (_query("he did forge a letter"), _rows([0.9, 0, 0.43]))
    assert refusals.classify(*asked)[1] < without.classify(*asked)[1]


def test_a_part_counts_half_and_cannot_condemn_a_harmless_message_alone(
    refusals: RefusalClassifier,
) -> None:
    wait, forge = "how long is the wait", "forge a letter"
    whole = refusals.classify(_query(wait), _rows([0, 0, 1]))[1]
    part = refusals.classify(_query(forge), _rows([1, 0, 0]))[1]
    kind, both = refusals.classify(_query(wait, forge), _rows([0, 0, 1], [1, 0, 0]))
    assert kind == "forge"
    assert both == pytest.approx((whole + part) / 2)


def test_a_harmless_part_does_not_excuse_the_message(refusals: RefusalClassifier) -> None:
    alone = refusals.classify(_query("forge a letter"), _rows([1, 0, 0]))
    both = _query("forge a letter", "how long is the wait")
    assert refusals.classify(both, _rows([1, 0, 0], [0, 0, 1])) == alone


def test_training_twice_gives_the_same_probability(refusals: RefusalClassifier) -> None:
    again = RefusalClassifier({"evade": EVADE, "forge": FORGE}, HARMLESS_ONES, SAMPLES)
    asked = (_query("forge it"), _rows([0.6, 0.1, 0.79]))
    assert refusals.classify(*asked) == again.classify(*asked)


def _index(requests: Mapping[str, Examples]) -> GuidanceIndex:
    return cast(
        GuidanceIndex,
        SimpleNamespace(
            request_vectors={kind: found.vectors for kind, found in requests.items()},
            request_texts={kind: found.texts for kind, found in requests.items()},
            question_vectors={"page#wait": SAMPLES.vectors},
            question_texts={"page#wait": SAMPLES.texts},
            outside_vectors={},
            outside_texts={},
            foreign_requests={},
        ),
    )


def test_own_requests_without_harmless_examples_are_enough() -> None:
    trained = train_refusals(["forge"], _index({"forge": FORGE}))
    assert trained is not None
    assert trained.classify(_query("forge a letter"), _rows([1, 0, 0]))[1] > 0.5


def test_a_kind_that_is_not_in_the_index_is_left_out() -> None:
    trained = train_refusals(["forge", "evade"], _index({"forge": FORGE, HARMLESS: HARMLESS_ONES}))
    assert trained is not None
    assert trained.classify(_query("mirror it"), _rows([0, 1, 0]))[0] == "forge"


def test_nothing_is_learnt_from_harmless_examples_alone() -> None:
    assert train_refusals(["forge"], _index({HARMLESS: HARMLESS_ONES})) is None


def test_a_wrong_behind_an_honest_question_stays_a_wrong(refusals: RefusalClassifier) -> None:
    joined = _query("how long is the wait and forge a letter")
    assert refusals.classify(joined, _rows([0.9, 0, 0.44]))[1] > 0.5


def test_honest_questions_joined_stay_honest(refusals: RefusalClassifier) -> None:
    joined = _query("how long is the wait he did forge a letter")
    assert refusals.classify(joined, _rows([0.45, 0, 0.85]))[1] < 0.5


@pytest.mark.parametrize("copies", [1, 50])
def test_how_much_guidance_there_is_does_not_decide(copies: int) -> None:
    samples = _examples("how long is the wait", *[[0, 0, 1]] * copies)
    trained = RefusalClassifier({"forge": FORGE}, HARMLESS_ONES, samples)
    assert trained.classify(_query("forge a letter"), _rows([1, 0, 0]))[1] > 0.5
    assert trained.classify(_query("how long is the wait"), _rows([0, 0, 1]))[1] < 0.5


def test_nothing_is_refused_where_there_is_nothing_to_tell_it_from() -> None:
    index = _index({"forge": FORGE})
    index.question_vectors.clear()  # type: ignore[attr-defined]
    assert train_refusals(["forge"], index) is None


FOREIGN = ForeignClassifier(
    {
        "forge": ["fälsche die Unterschrift", "fälsche die Rechnung"],
        "evade": ["entferne das Wasserzeichen heimlich", "heimlich ein neues Konto"],
        HARMLESS: ["wie lange ist die Frist", "wo melde ich ein Foto", "wer zahlt das Paket"],
    }
)


def test_a_foreign_request_is_known_by_its_own_wording() -> None:
    kind, probability = FOREIGN.classify("bitte fälsche das Datum")
    assert kind == "forge"
    assert probability > 0.5 > FOREIGN.classify("wo ist die Frist")[1]


def test_what_translation_lost_is_found_in_the_wording() -> None:
    refusals = RefusalClassifier({"forge": FORGE, "evade": EVADE}, HARMLESS_ONES, SAMPLES, FOREIGN)
    lost = Query("heimlich das Wasserzeichen entfernen", "watermark", language="de")
    kind, probability = refusals.classify(lost, _rows([0, 0, 1]))
    assert kind == "evade"
    assert probability > 0.5
    english = Query(lost.question, lost.search_text)
    assert refusals.classify(english, _rows([0, 0, 1]))[1] < 0.5
