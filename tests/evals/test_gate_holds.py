"""The gate itself, on the real guidance: what `complaint-assistant eval --gate` decides."""

from __future__ import annotations

import pytest

from assistant.service import Assistant
from evals.evaluate import evaluate, load_suites, with_verifier
from evals.gate import check_all

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]


def test_no_score_is_below_its_threshold_and_none_has_regressed(whole: Assistant) -> None:
    checks = check_all(with_verifier(evaluate(whole, load_suites()), whole))
    assert [f"{check.name} {check.problem}" for check in checks if check.problem] == []
