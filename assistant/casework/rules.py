"""Which passage of the guidance backs how a deadline is to be read."""

from __future__ import annotations

from assistant.casework.types import NoticeKind, Purpose

_BY_PURPOSE: dict[Purpose, str] = {
    "restoration": "counter-notice-clock#how-do-i-count-the-business-days-after-a-counter-notice",
    "inventory": "listing-and-funds#how-long-do-i-have-to-remove-fba-stock-of-a-removed-listing",
}
_BY_KIND: dict[NoticeKind, str] = {
    NoticeKind.DEACTIVATION: (
        "account-deactivation#how-long-do-i-have-to-answer-an-amazon-deactivation-notice"
    ),
    NoticeKind.WARNING: (
        "account-deactivation#is-there-a-grace-period-before-amazon-deactivates-my-account"
    ),
}


def passage_for(kind: NoticeKind | None, purpose: Purpose) -> str:
    """Return the id of the passage, "" when the guidance has none."""
    return _BY_PURPOSE.get(purpose) or (_BY_KIND.get(kind, "") if kind else "")


def passage_ids() -> tuple[str, ...]:
    """Return every passage that deadlines may cite."""
    return (*_BY_PURPOSE.values(), *_BY_KIND.values())
