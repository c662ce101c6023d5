"""The list of cases as HTML: one row a case, nearest deadline first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.casework.store import Case
from ui.agent.render import case_address, deadline_label, excerpt, safe, status_badge


def case_table(cases: Sequence[Case], count: int, today: date) -> str:
    """Return the table, and how many of all fitting cases it shows."""
    if not cases:
        new = '<a href="/agents/new/">Open a new case</a> (Alt+N).'
        return f'<p class="faint" role="status">No case fits. {new}</p>'
    rows = "".join(_row(case, today) for case in cases)
    overdue = sum(case.overdue(today) for case in cases)
    late = f' · <span class="overdue">⚠ {overdue} overdue</span>' if overdue else ""
    return (
        f'<p class="faint" role="status">{len(cases)} of {count} cases{late}</p>'
        '<table class="grid cases"><thead><tr><th>Case</th><th>What the seller wrote</th>'
        f"<th>Topic</th><th>Status</th><th>Deadline</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(case: Case, today: date) -> str:
    late = ' class="late"' if case.overdue(today) else ""
    wrote = safe(excerpt(case.message or case.notice_text))
    reference = f'<small class="faint">{safe(case.reference)}</small>' if case.reference else ""
    address = case_address(case.id)
    return (
        f'<tr{late}><td class="whole"><a href="{address}">#{case.id}</a> {reference}</td>'
        f'<td class="message"><a class="wrote" href="{address}">{wrote}</a></td>'
        f'<td>{safe(case.topic)}</td><td class="whole">{status_badge(case.status)}</td>'
        f'<td class="whole">{deadline_label(case, today)}</td></tr>'
    )
