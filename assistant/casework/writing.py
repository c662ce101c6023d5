"""What a template gets besides the slots: guidance, deadline, settlement mark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from babel.dates import format_date

from assistant.casework.rendering import Footnotes
from assistant.casework.reply import Grounded
from assistant.casework.slots import MAX_READ, Filled, one_line
from assistant.casework.types import Deadline, LetterKind, Notice

_US_NAMES = {"us", "u.s.", "usa", "u.s.a.", "united states", "united states of america"}
# the guidance says for these two what a mark does, and that it needs a real offer to settle
_MARKS = {
    "amazon.com": "For settlement purposes only, Rule 408",
    "amazon.co.uk": "Without prejudice",
}
_LOCALES = {"en": "en_GB"}  # day before month; elsewhere the usual way of the language
_TO_RIGHTS_OWNER = {
    LetterKind.RETRACTION_REQUEST, LetterKind.LICENCE_REQUEST, LetterKind.APOLOGY_SETTLEMENT,
}  # fmt: skip
# what the agent should know before the letter goes out: the first sentence of each is shown
NOTES: Mapping[LetterKind, tuple[str, ...]] = {
    LetterKind.RETRACTION_REQUEST: (
        "contact-rights-owner#how-do-i-contact-the-rights-owner-about-an-amazon-complaint",
        "contact-rights-owner#which-tone-works-when-i-write-to-the-rights-owner",
    ),
    LetterKind.LICENCE_REQUEST: (
        "licence-and-cooperation#can-i-ask-for-a-licence-after-the-complaint-came",
        "appeal-routes#how-do-i-use-a-licence-or-authorisation-as-my-appeal",
    ),
    LetterKind.APOLOGY_SETTLEMENT: (
        "apology-without-admission#what-should-i-leave-out-of-an-apology-to-the-owner",
        "apology-without-admission#does-without-prejudice-or-fre-408-protect-my-letter",
    ),
    LetterKind.COUNTER_NOTICE: (
        "counter-notice-us#where-do-i-file-a-counter-notice-with-amazon",
        "counter-notice-us#does-the-complainant-see-my-name-after-a-counter-notice",
        "counter-notice-us#what-happens-if-my-counter-notice-contains-a-false-statement",
        "counter-notice-us#how-do-i-sign-a-dmca-counter-notice",
    ),
    LetterKind.PLAN_OF_ACTION: (
        "plan-of-action#do-i-need-a-plan-of-action-for-one-image-complaint",
        "plan-of-action#what-should-i-leave-out-of-a-plan-of-action",
    ),
    LetterKind.INFRINGEMENT_REPORT: (
        "dmca-notice#where-do-i-send-a-dmca-notice-and-what-is-a-designated-agent",
        "dmca-notice#must-i-think-about-fair-use-before-i-send-a-dmca-notice",
        "dmca-notice#what-can-a-false-or-careless-dmca-notice-cost-me",
    ),
    LetterKind.CEASE_AND_DESIST: (
        "stolen-images-first-steps#should-i-write-to-the-other-seller-before-i-report-the-stolen-"
        "photo",
        "claim-against-copier#what-risks-do-i-run-when-i-demand-money-for-a-copied-photo",
    ),
}
STAYS_ENGLISH = (
    "counter-notice-us#what-must-a-dmca-counter-notice-contain",
    "The sworn statement, the consent to jurisdiction and the acceptance of service stay in "
    "English, the language of the US statute that words them (17 USC 512(g)(3)). Make sure that "
    "the person who signs understands them.",
)
SUPPLIERS_WORD = (
    "supplier-photos#i-got-a-complaint-about-a-supplier-s-photo-what-now",
    "Do not swear to ownership in a counter-notice on the supplier's word alone.",
)


def slot_values(filled: Filled) -> dict[str, object]:
    """Return each slot's value; an open one is its mark, an optional one may be empty."""
    return {
        slot.name: slot.value or (f"[[{slot.name}]]" if slot.required else "")
        for slot in filled.slots
    }


def recipient(kind: LetterKind, filled: Filled) -> str:
    """Return to whom a letter goes."""
    if kind is LetterKind.REPLY:
        return "the seller"
    if kind in _TO_RIGHTS_OWNER:
        return filled.value("rights_owner") or "the rights owner"
    if kind is LetterKind.CEASE_AND_DESIST:
        return filled.value("infringer") or "the seller who uses the copy"
    return filled.value("marketplace") or "the marketplace"


def settlement_mark(filled: Filled) -> str:
    """Return a settlement letter's mark: only with an offer, only where its effect is known."""
    store = filled.value("store").strip().lower().removeprefix("www.")
    return _MARKS.get(store, "") if filled.value("offer") else ""


def address_in_us(filled: Filled) -> bool | None:
    """Return whether the address is in the United States; None while the country is open."""
    country = filled.value("country").strip().lower()
    return country in _US_NAMES if country else None


def deadline_values(
    deadline: Deadline | None, notice: Notice | None, language: str
) -> dict[str, str]:
    """Return the day, the notice's words and the passage of a deadline; nothing without one."""
    if deadline is None or notice is None:
        return {}
    span = notice.text[deadline.reading.start : deadline.reading.end]
    return {
        "day": written_date(deadline.due, language) if deadline.due else "",
        "words": one_line(span or deadline.reading.value)[:MAX_READ],
        "passage_id": deadline.passage_id,
        "purpose": deadline.purpose,
    }


def written_date(day: date, language: str) -> str:
    """Return a day with its month in words, as nobody misreads it: 1 December 2026."""
    return format_date(day, "long", locale=_LOCALES.get(language, language))


def paragraphs(statements: Sequence[Grounded], notes: Footnotes) -> str:
    """Return statements as Markdown; each ends with its token."""
    text, step = "", 0
    previous: Grounded | None = None
    for found in statements:
        block, where = found.statement.block, found.statement.paragraph
        same = previous is not None and previous.statement.paragraph == where
        step = step + 1 if same and block == "step" else int(block == "step")
        prefix = {"step": f"{step}. ", "bullet": "- "}.get(block, "")
        if previous is not None:
            item = block in ("step", "bullet")
            listed = previous.statement.block in ("step", "bullet")
            text += ("\n" if listed else "\n\n") if same and item else " " if same else "\n\n"
        text += prefix + notes.quoted(found.statement, found.support)
        previous = found
    return text
