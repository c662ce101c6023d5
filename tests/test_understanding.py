"""From a message to a query: what is cleaned, what is noticed, what stays unknown."""

from __future__ import annotations

import pytest

from assistant.errors import InputError
from assistant.messages import clean
from assistant.types import Role, Turn
from assistant.understanding import understand


@pytest.mark.parametrize(
    ("message", "cleaned"),
    [
        pytest.param("  is my\t complaint  valid?  ", "is my complaint valid?", id="spaces"),
        pytest.param("one\n\n\n\n\ntwo", "one\n\ntwo", id="blank-lines"),
        pytest.param("<b>is it</b> valid?", "is it valid?", id="tags"),
        pytest.param("<script>alert('x')</script>is it valid?", "is it valid?", id="script"),
        pytest.param("is it <!-- secret --> valid?", "is it valid?", id="html-comment"),
        pytest.param("is\x00 it\x07 valid\x1b[31m?", "is it valid [31m?", id="control"),
        pytest.param("is it \u202evalid\u202c?", "is it valid ?", id="direction-override"),
        pytest.param("ｉｓ ｉｔ ｖａｌｉｄ？", "is it valid?", id="full-width"),
        pytest.param("5 < 6 and 7 > 3", "5 < 6 and 7 > 3", id="comparison-is-no-tag"),
        pytest.param("投诉有效吗", "投诉有效吗", id="chinese"),
    ],
)
def test_a_message_is_cleaned_of_what_a_person_does_not_see(message: str, cleaned: str) -> None:
    assert clean(message) == cleaned


@pytest.mark.parametrize(
    "message",
    [
        pytest.param("", id="empty"),
        pytest.param(" \n\t ", id="blank"),
        pytest.param("😡😡😡", id="emoji"),
        pytest.param("12345 ?!", id="figures"),
        pytest.param("<script>alert(1)</script>", id="script-only"),
        pytest.param("\x00\x01\u200b", id="invisible"),
    ],
)
def test_a_message_without_words_is_turned_down_with_what_to_do(message: str) -> None:
    with pytest.raises(InputError, match="Write what happened, in words"):
        understand(message)


def test_a_message_that_is_too_long_is_turned_down_with_both_lengths() -> None:
    with pytest.raises(InputError, match=r"20,000 characters; at most 12,000 are read"):
        understand("a" * 20_000)


def test_a_message_of_the_longest_length_is_read() -> None:
    assert understand("a" * 500, max_chars=500).question == "a" * 500


@pytest.mark.parametrize(
    ("message", "role"),
    [
        pytest.param("someone stole my product photos", Role.OWNER, id="stole-my"),
        pytest.param("a seller is using our images on ebay", Role.OWNER, id="using-our"),
        pytest.param("my pictures were copied by a shop", Role.OWNER, id="were-copied"),
        pytest.param("how to report a seller", Role.OWNER, id="report-a-seller"),
        pytest.param("amazon removed my listing", Role.ACCUSED, id="removed-my"),
        pytest.param("my asin is down", Role.ACCUSED, id="asin-down"),
        pytest.param("i got a copyright complaint", Role.ACCUSED, id="got-a-complaint"),
        pytest.param("he says i copied his picture", Role.ACCUSED, id="says-i"),
        pytest.param("what is a counter-notice", Role.UNKNOWN, id="neither"),
        pytest.param(
            "amazon removed my listing but that guy stole my photos", Role.UNKNOWN, id="both"
        ),
    ],
)
def test_the_side_of_the_asker_is_noticed_only_when_it_is_said(message: str, role: Role) -> None:
    assert understand(message).role is role


@pytest.mark.parametrize(
    ("message", "rights", "marketplaces", "jurisdictions"),
    [
        pytest.param("etsy dmca notice", {"copyright"}, {"etsy"}, {"US"}, id="dmca-is-us"),
        pytest.param("Abmahnung for my asin", set(), {"amazon"}, {"DE"}, id="abmahnung-is-de"),
        pytest.param(
            "copyright or trade-mark, on ebay uk and amazon",
            {"copyright", "trademark"},
            {"ebay", "amazon"},
            {"GB"},
            id="several",
        ),
        pytest.param("seller in Shenzhen", set(), set(), {"CN"}, id="city"),
        pytest.param("tell us about photos", set(), set(), set(), id="us-is-a-word"),
        pytest.param("the museum bought it", set(), set(), set(), id="eu-inside-a-word"),
    ],
)
def test_right_marketplace_and_country_are_noticed(
    message: str, rights: set[str], marketplaces: set[str], jurisdictions: set[str]
) -> None:
    query = understand(message)
    assert query.rights == rights
    assert query.marketplaces == marketplaces
    assert query.jurisdictions == jurisdictions


def test_one_question_has_no_parts() -> None:
    assert understand("how long is the wait?").parts == ()


def test_the_questions_of_a_long_message_are_found_among_its_statements() -> None:
    query = understand(
        "They took my listing down yesterday. How long is the wait? I am upset. can i appeal"
    )
    assert query.parts == ("How long is the wait?", "can i appeal")


def test_at_most_four_questions_are_searched_apart() -> None:
    assert len(understand(" ".join(f"Is rule {n} real?" for n in range(9))).parts) == 4


HISTORY = (
    Turn("user", "i got a trademark complaint on ebay"),
    Turn("assistant", "Is the picture yours?"),
)


def test_a_short_follow_up_is_searched_together_with_what_it_follows() -> None:
    query = understand("and how long?", HISTORY)
    assert query.question == "and how long?"
    assert query.search_text == "i got a trademark complaint on ebay and how long?"
    assert query.role is Role.ACCUSED
    assert query.marketplaces == {"ebay"}


def test_a_short_follow_up_is_also_read_after_the_reply_it_leans_on() -> None:
    reply = "Write to the owner and ask for a retraction. " + "Keep the mails. " * 30
    history = [Turn("user", "complaint about my kitchen scale photo"), Turn("assistant", reply)]
    query = understand("and if they dont answer?", history)
    assert query.said.startswith("Write to the owner and ask for a retraction.")
    assert query.said.endswith("and if they dont answer?")
    assert len(query.said.split()) == 40 + 5
    assert query.texts[-1] == query.said


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([Turn("user", "complaint about my photo")], id="no-reply"),
        pytest.param(
            [Turn("user", "help me pls"), Turn("assistant", "Which right is named?")],
            id="asked-back",
        ),
    ],
)
def test_without_an_answer_before_it_a_follow_up_is_read_after_no_reply(
    history: list[Turn],
) -> None:
    assert understand("and how long does it take?", history).said == ""


@pytest.mark.parametrize(
    ("message", "named"),
    [
        pytest.param("i sent the invoice from alibaba, they refuse it", set(), id="bought-there"),
        pytest.param("complaint about my shop on alibaba", {"aliexpress"}, id="sold-there"),
        pytest.param("my aliexpress listing got a complaint", {"aliexpress"}, id="aliexpress"),
    ],
)
def test_where_goods_were_bought_is_not_where_the_complaint_is(
    message: str, named: set[str]
) -> None:
    assert understand(message).marketplaces == named


def test_a_message_that_stands_alone_is_searched_alone() -> None:
    message = (
        "Another seller on Etsy copied every product picture of mine last week, which form "
        "do I fill in to report each of the copied pictures"
    )
    assert understand(message, HISTORY).search_text == message


def test_an_answer_to_a_clarifying_question_is_known_as_one() -> None:
    assert understand("yes it is mine", HISTORY).asked_back
    assert not understand("yes it is mine", HISTORY[:1]).asked_back


def test_a_follow_up_leans_on_cleaned_history() -> None:
    query = understand("why?", (Turn("user", "<script>x</script>my listing is gone"),))
    assert query.search_text == "my listing is gone why?"
