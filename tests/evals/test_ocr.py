import pytest

from evals.ocr import error_rate


@pytest.mark.parametrize(
    ("expected", "read", "rate"),
    [
        ("abcd", "abcd", 0.0),
        ("abcd", "abxd", 0.25),  # one replaced
        ("abcd", "acd", 0.25),  # one missing
        ("abcd", "aabcd", 0.25),  # one too many
        ("kitten", "sitting", 0.5),  # k-s, e-i, +g: 3 of 6
        ("ab", "", 1.0),
    ],
)
def test_the_error_rate_is_edits_over_the_expected_length(
    expected: str, read: str, rate: float
) -> None:
    assert error_rate(expected, read) == pytest.approx(rate)
