"""Every number, name, id and date in a draft stands in an input, or in guidance that it cites.

Words of the fixed templates are allowed as names; figures are not: a template may hold only those
that the cited guidance holds as well.
"""

from __future__ import annotations

import re
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.casework.drafting import draft_letter
from assistant.casework.needs import QUESTIONS, facts_of
from assistant.casework.rendering import TEMPLATES, languages
from assistant.casework.types import Letter, LetterKind, Listing, Notice, Tone
from assistant.casework.types import NoticeKind as Kind
from assistant.casework.writing import written_date
from tests.casework.drafts import (
    FIRST,
    SUPPLIER,
    ScriptedAssistant,
    answered,
    deadline,
    guidance,
    notice,
    reading,
)

_EXACT = re.compile(r"[\w.+-]+@[\w.-]+\w|https?://\S+\w|[A-Z0-9]{10,}|\d[\d.,/-]*\d|\d")
_NAME = re.compile(r"\b[A-Z][\w’'-]+")
_LIST_NUMBER = re.compile(r"^\d+\. ", re.M)

_names = st.lists(
    st.text("abcdefghijklmnop", min_size=2, max_size=8).map(str.capitalize), min_size=1, max_size=3
).map(" ".join)
_ids = st.integers(10**8, 10**13).map(str)
_asins = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", min_size=8, max_size=8).map("B0{}".format)
_days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
_values = st.one_of(
    _names,
    _ids,
    _asins,
    _days.map(lambda day: written_date(day, "en")),
    st.emails(),
    st.text(max_size=60),
)


@st.composite
def _notices(draw: st.DrawFn) -> Notice:
    words = draw(st.sampled_from(["within 5 days", "by Friday 11 May"]))
    asins, owner = draw(st.lists(_asins, max_size=3)), draw(_names)
    complaint, objected = draw(_ids), draw(_names)
    text = f"{words} {asins} {owner} {complaint} {objected} legal@{owner.split()[0].lower()}.com"
    due = draw(st.none() | _days)
    return notice(
        text=text,
        kind=draw(st.sampled_from([None, *Kind])),
        right=draw(st.sampled_from([None, "copyright", "trademark", "patent", "design"])),
        domain=draw(st.none() | st.sampled_from(["amazon.com", "amazon.de"]).map(reading)),
        complaint_ids=(reading(complaint, text),),
        listings=tuple(Listing(asin=reading(asin, text)) for asin in asins),
        rights_owner=draw(st.none() | st.just(reading(owner, text))),
        emails=(reading(f"legal@{owner.split()[0].lower()}.com", text),),
        objected=reading(objected, text),
        deadlines=(
            (deadline(due, words).model_copy(update={"reading": reading(words, text)}),)
            if draw(st.booleans())
            else ()
        ),
    )


@st.composite
def _facts(draw: st.DrawFn, kind: LetterKind) -> dict[str, str]:
    names = draw(st.sets(st.sampled_from(sorted(facts_of(kind)))))
    given_facts = {name: draw(_values) for name in sorted(names)}
    return {name: value for name, value in given_facts.items() if _has_text(value)}


def _has_text(value: str) -> bool:
    return any(character.isalnum() for character in value)


_ASSISTANTS = tuple(
    ScriptedAssistant(answered(*said)) for said in ((FIRST,), (SUPPLIER,), (FIRST, SUPPLIER))
)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    data=st.data(), kind=st.sampled_from(list(LetterKind)), assistant=st.sampled_from(_ASSISTANTS)
)
def test_every_figure_name_id_and_date_has_an_origin(
    data: st.DataObject, kind: LetterKind, assistant: ScriptedAssistant
) -> None:
    found = data.draw(st.none() | _notices())
    facts = data.draw(_facts(kind))
    message = data.draw(
        st.sampled_from(
            [
                "i bought the pics from the factory. what now?",
                "complaint 555666777888 on B0MESSAGE1, is it copyright? i took the photos myself",
                "Ask Bob Miller at +1 206 555 0100 or bob@evil.example, what now?",
            ]
        )
    )
    tone: Tone = data.draw(st.sampled_from(["calm", "formal", "brief"]))
    language = data.draw(st.sampled_from(languages()))
    letter = draft_letter(assistant, kind, message, found, facts, tone=tone, language=language)
    sources = _inputs(message, found, facts) + _cited(letter)
    shown = _LIST_NUMBER.sub("", f"{letter.subject}\n{letter.text}")
    unknown = {token for token in _EXACT.findall(shown) if token not in sources}
    assert not unknown
    allowed = f"{sources} {_template_words()}".casefold()
    assert not {name for name in _NAME.findall(shown) if name.casefold() not in allowed}
    assert "Bob" not in shown and "evil" not in shown, "a stranger's data is no fact of the case"


def _inputs(message: str, found: Notice | None, facts: dict[str, str]) -> str:
    # a value is shown on one line and normalised: compare it in the same form
    from assistant.casework.slots import one_line

    values = [message, *(one_line(value) for value in facts.values())]
    if found is not None:
        values += [found.text, found.right or "", found.marketplace or "", "amazon.com amazon.de"]
        days = [d.due for d in found.deadlines if d.due]
        values += [written_date(day, language) for day in days for language in languages()]
    return "\n".join(values) + "\n"


def _cited(letter: Letter) -> str:
    passages = [guidance()[citation.passage_id] for citation in letter.citations]
    titles = [source.title for passage in passages for source in passage.sources]
    return "\n".join([*(f"{p.document_title} {p.section} {p.text}" for p in passages), *titles])


def _template_words() -> str:
    texts = [path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*/*.j2")]
    return " ".join([*texts, *QUESTIONS.values()])
