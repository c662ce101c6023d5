"""Which letter fits the facts: what is not drafted and why, and which letters may come next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.casework.message import PictureSource, Said, read_source
from assistant.casework.types import LetterKind, Notice, NoticeKind
from assistant.types import Role

_US_STORE = re.compile(r"(?:www\.)?[\w-]+\.com")  # not amazon.com.au
_NOT_THEIRS = (PictureSource.COPIED, PictureSource.SUPPLIER, PictureSource.STOCK)


@dataclass(frozen=True)
class Misfit:
    """Why a letter is not drafted, the guidance that says so, and the letter drafted instead."""

    reason: str
    passage_id: str
    instead: LetterKind


def source_of(said: Said, facts: Mapping[str, str]) -> PictureSource | None:
    """Return where the picture came from; a confession counts, whoever passes it on."""
    told = [facts[name] for name in ("picture_source", "ground", "root_cause") if name in facts]
    found = [read_source(f"we {text}")[0] or read_source(text)[0] for text in told]
    if said.copied or PictureSource.COPIED in found:
        return PictureSource.COPIED
    return next((source for source in found if source), said.source)


def right_of(said: Said, notice: Notice | None, facts: Mapping[str, str]) -> str:
    """Return the right that is claimed, in lower case; empty when nobody said."""
    return (facts.get("right") or (notice and notice.right) or said.right).casefold()


def misfit(
    kind: LetterKind, source: PictureSource | None, notice: Notice | None, right: str
) -> Misfit | None:
    """Return why this letter is the wrong one for the facts, or None."""
    if kind is LetterKind.COUNTER_NOTICE:
        return _no_counter_notice(source, notice, right)
    if kind is LetterKind.RETRACTION_REQUEST and source is PictureSource.COPIED:
        return Misfit(
            "A retraction has to say that the complaint was an error, and the seller says to have "
            "copied the picture.",
            "retraction#can-the-owner-retract-if-the-complaint-was-right",
            LetterKind.LICENCE_REQUEST,
        )
    if kind in (LetterKind.INFRINGEMENT_REPORT, LetterKind.CEASE_AND_DESIST):
        return _no_report(kind, source, right)
    return None


def _no_counter_notice(
    source: PictureSource | None, notice: Notice | None, right: str
) -> Misfit | None:
    if source is PictureSource.COPIED:
        return Misfit(
            "A counter-notice is sworn under penalty of perjury, and the seller says to have "
            "copied the picture.",
            "counter-notice-abroad#when-should-i-not-file-a-counter-notice",
            LetterKind.LICENCE_REQUEST,
        )
    if right and right.casefold() != "copyright":
        return Misfit(
            f"A DMCA counter-notice works only against a copyright complaint; this is a {right} "
            "complaint.",
            "other-rights-complaints#is-a-dmca-counter-notice-possible-for-trademark-or-patent-"
            "complaints",
            LetterKind.RETRACTION_REQUEST,
        )
    if notice is None:
        return None
    if notice.domain and not _US_STORE.fullmatch(notice.domain.value.strip().lower()):
        return Misfit(
            f"The DMCA counter-notice is a US procedure; the notice is from {notice.domain.value}.",
            "counter-notice-abroad#does-the-dmca-counter-notice-work-in-other-amazon-stores",
            LetterKind.RETRACTION_REQUEST,
        )
    return _NOT_FOR_NOTICE.get(notice.kind) if notice.kind else None


_WHO_MAY = "counter-notice-us#who-may-file-a-dmca-counter-notice"
_NOT_FOR_NOTICE = {
    NoticeKind.WARNING: Misfit(
        "A counter-notice answers the removal of content; the notice is a warning.",
        _WHO_MAY,
        LetterKind.RETRACTION_REQUEST,
    ),
    NoticeKind.DEACTIVATION: Misfit(
        "A counter-notice answers only the removal of content; a deactivated account needs the "
        "account appeal.",
        _WHO_MAY,
        LetterKind.PLAN_OF_ACTION,
    ),
    NoticeKind.SUPPRESSION: Misfit(
        "A counter-notice answers a copyright complaint; the notice is about an image rule.",
        _WHO_MAY,
        LetterKind.REPLY,
    ),
    NoticeKind.RETRACTION: Misfit(
        "The notice says that the complaint was withdrawn: there is nothing left to counter.",
        "",
        LetterKind.REPLY,
    ),
    NoticeKind.COUNTER_NOTICE_RECEIPT: Misfit(
        "The notice is about a counter-notice that was already made.", "", LetterKind.REPLY
    ),
    NoticeKind.COURT_ORDER: Misfit(
        "A court order is answered by a lawyer, not by a counter-notice.",
        "counter-notice-abroad#when-should-i-not-file-a-counter-notice",
        LetterKind.REPLY,
    ),
}


def _no_report(kind: LetterKind, source: PictureSource | None, right: str) -> Misfit | None:
    if source in _NOT_THEIRS:
        return Misfit(
            "Only the owner of the right, or somebody whom the owner authorised, may send this, "
            "and the picture seems to be somebody else's.",
            "dmca-notice#who-may-sign-a-dmca-notice-for-a-stolen-photo",
            LetterKind.REPLY,
        )
    if kind is LetterKind.INFRINGEMENT_REPORT and right and right.casefold() != "copyright":
        return Misfit(
            f"This report has the elements of a DMCA notice, which is for copyright, not for a "
            f"{right} case.",
            "dmca-notice#what-must-a-valid-dmca-takedown-notice-contain",
            LetterKind.REPLY,
        )
    return None


def is_owner(said: Said, notice: Notice | None) -> bool:
    """Whether the seller is on the side of the one who complains."""
    if notice is not None and notice.kind is not None:
        return notice.kind is NoticeKind.COUNTER_NOTICE_RECEIPT
    return notice is None and said.role is Role.OWNER


_ANSWERED_WITHOUT_LETTER = frozenset(
    {
        NoticeKind.SUPPRESSION,
        NoticeKind.RETRACTION,
        NoticeKind.COUNTER_NOTICE_RECEIPT,  # only a lawsuit answers it
        NoticeKind.COURT_ORDER,
    }
)


def next_letters(
    kind: LetterKind,
    source: PictureSource | None,
    notice: Notice | None,
    right: str,
    *,
    owner: bool,
) -> tuple[LetterKind, ...]:
    """Return the letters that may come after this one, the likeliest first."""
    if owner:
        chain: tuple[LetterKind, ...] = (
            LetterKind.INFRINGEMENT_REPORT, LetterKind.CEASE_AND_DESIST,
        )  # fmt: skip
    elif source is PictureSource.COPIED:
        chain = (LetterKind.LICENCE_REQUEST, LetterKind.APOLOGY_SETTLEMENT)
    else:
        chain = (LetterKind.RETRACTION_REQUEST, LetterKind.LICENCE_REQUEST)
        proven = source in (PictureSource.OWN, PictureSource.STOCK)
        if proven and right == "copyright":
            chain = (LetterKind.COUNTER_NOTICE, *chain)
    if notice is not None and notice.kind is NoticeKind.DEACTIVATION:
        chain = (LetterKind.PLAN_OF_ACTION, *chain)
    if notice is not None and notice.kind is NoticeKind.LAWYER_LETTER:
        chain = (LetterKind.APOLOGY_SETTLEMENT, LetterKind.LICENCE_REQUEST)
    if notice is not None and notice.kind in _ANSWERED_WITHOUT_LETTER:
        chain = ()
    if notice is None and source is None and not (right or owner):
        chain = ()
    fitting = (k for k in chain if k is not kind and not misfit(k, source, notice, right))
    return tuple(fitting)
