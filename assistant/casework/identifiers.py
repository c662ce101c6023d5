"""Complaint ids, ASINs with their titles, and e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.casework.lexicon import LANGUAGES, Wording, either, load_wording
from assistant.casework.spans import LABELLED, PHRASED, SEPARATOR, labelled, reading, search
from assistant.casework.types import Listing, Reading

_ASIN = re.compile(r"(?<![A-Z0-9])B0[A-Z0-9]{8}(?![A-Z0-9])")
_ISBN = re.compile(
    r"(?<=asin)[ \t]*[:\uff1a]?[ \t]*(?P<isbn>\d{9}[\dX])(?![A-Z0-9])", re.IGNORECASE
)
_NEARLY = re.compile(r"asins?[ \t]*[:\uff1a][ \t]*(?P<value>[A-Z0-9]{8,12})(?!\w)", re.IGNORECASE)
_ID = (
    r"(?P<id>(?=[\w/:.-]*\d)[A-Z0-9][A-Z0-9/:._-]{3,39}(?<![.:_-])"
    r"(?:(?<=/\d\d)[ ][A-Z]{1,3}(?=[ \t]*(?:\n|\Z)))?)"
)
_LISTED = re.compile(r"(?:[ \t]*(?:,|;|and|und|et|e|y|\u3001)?[ \t]*)#?(?P<id>\d{8,14})(?![\w/-])")
# a court's number needs no label: 1:26-cv-08812, 14 O 391/26
_DOCKET = re.compile(
    r"(?<![\w:])(?P<id>\d:\d\d-cv-\d{4,6}(?:-[A-Z]{2,4}){0,3}"
    r"|\d{1,3} (?:HK )?[A-Z]{1,2} \d{1,5}/\d\d|[A-Z]{1,4}\([A-Z]{1,6}\) ?\d{1,6}/\d{4}"
    r"|[(\uff08]\d{3,4}[)\uff09][^\s,\u3002]{1,8}字第\d{1,6}[号號]"
    r"|(?:令和|平成)\d{1,2}年[(\uff08][\u30a1-\u30f6][)\uff09]第\d{1,6}号)"
    r"(?![\w/])"
)
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,24}(?![\w-])", re.IGNORECASE
)
_MARKETPLACE_MAIL = re.compile(
    r"@(?:[\w-]+\.)*(?:amazon|ebay|etsy|walmart|aliexpress|alibaba|temu|shopify)\.[a-z.]+$", re.I
)
_INLINE_TITLE = re.compile(
    r"[ \t]*[-–—|:\uff1a][ \t]*(?P<title>[^\n|]*[^\W\d_][^\n|]*?)[ \t]*(?=\||$)", re.M
)
_LINE_START = re.compile(
    r"(?:^|\n)[\W_]*(?:[^\W\d_]{2,12}[ \t]*[:\uff1a]|asin)?[\W_]*$", re.IGNORECASE
)
_QUOTES = "\"„“”«»'‘’"
_IN_BRACKETS = re.compile(
    r"[ \t]*[(\uff08](?P<title>[^\n()\uff08\uff09]*[^\W\d_]{3}[^\n()\uff08\uff09]{3,})[)\uff09]"
)
# "Oak Clock" (ASIN B0…), and in a list: - Oak Clock (B0…)
_QUOTED_BEFORE = re.compile(
    r"(?:[„“\"«「『](?P<title>[^„“”\"«»「」『』\n]{4,120})[“”\"»」』]"
    r"|^[ \t]*[-•*–][ \t]*(?P<item>[^\W\d_][^\n()|:.]{5,80}?)(?=[ \t]*\())"
    r"[ \t]*[,(\uff08\[]+[ \t]*(?:ASIN)?[ \t]*[:\uff1a]?[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_LONG_NUMBER = re.compile(r"\d{6}")
TITLE_LINES = 3  # a title stands within so many lines below its ASIN


def find_ids(text: str, wordings: tuple[Wording, ...]) -> tuple[Reading, ...]:
    """Return complaint, case and reference numbers that stand behind a label, each once."""
    found: dict[str, Reading] = {}
    for words in wordings:
        left = r"(?<!\w)" if words.spaced else ""
        label = either(words.labels["id"], words.spaced)
        number = either(words.labels["number"], words.spaced)
        pattern = re.compile(
            rf"{left}{label}(?:[ \t]*{number})?(?:{SEPARATOR}|[ \t]*\|)?[ \t]*#?[ \t]*{_ID}",
            re.IGNORECASE,
        )
        found_here = (*pattern.finditer(text), *_column(text, label), *_numbered(text, words))
        for match in (*found_here, *_DOCKET.finditer(text)):
            if not _ASIN.fullmatch(match["id"]):
                found.setdefault(match["id"], reading(match, sure=LABELLED, group="id"))
    return tuple(sorted(found.values(), key=lambda found_id: found_id.start))


def _numbered(text: str, words: Wording) -> Iterator[re.Match[str]]:
    """Yield the long numbers behind a word such as "complaint": "complaints 1761…, 1762…"."""
    left = r"(?<!\w)" if words.spaced else ""
    case = either(words.labels["case"], words.spaced)
    number = either(words.labels["number"], words.spaced)
    head = re.compile(rf"{left}{case}[ \t,]*(?:{number})?{SEPARATOR}?[ \t]*[#(]?", re.IGNORECASE)
    alone = re.compile(rf"{left}{number}{SEPARATOR}?[ \t]*(?=\d{{10,12}}(?!\d))", re.IGNORECASE)
    for match in (*head.finditer(text), *alone.finditer(text)):
        at = match.end()
        while listed := _LISTED.match(text, at):
            yield listed
            at = listed.end()


def _column(text: str, label: str) -> Iterator[re.Match[str]]:
    """Yield the ids of a table's column whose head is the label; cells are parted by bars."""
    column: int | None = None
    for line in re.finditer(r"^.*\|.*$", text, re.MULTILINE):
        cells = list(re.finditer(r"[^|]+", line[0]))
        heads = [
            n for n, cell in enumerate(cells) if re.fullmatch(rf"\s*{label}\s*", cell[0], re.I)
        ]
        if heads:
            column = heads[0]
        elif column is not None and column < len(cells):
            start = line.start() + cells[column].start()
            if match := re.compile(rf"[ \t]*{_ID}[ \t]*(?=\||$)", re.I | re.M).match(text, start):
                yield match


def find_listings(text: str, wordings: tuple[Wording, ...]) -> tuple[Listing, ...]:
    """Return each valid ASIN once, with the title that stands by it."""
    matches: dict[str, tuple[re.Match[str], str | int]] = {}
    for match in _ASIN.finditer(text):
        matches.setdefault(match[0], (match, 0))
    for match in _ISBN.finditer(text):
        if _is_isbn(match["isbn"]):
            matches.setdefault(match["isbn"].upper(), (match, "isbn"))
    asins = sorted(
        (reading(match, sure=LABELLED, group=group) for match, group in matches.values()),
        key=lambda asin: asin.start,
    )
    titles = list(labelled(text, "title", wordings))
    above = bool(asins and titles) and titles[0].start() < asins[0].start
    return tuple(
        Listing(asin=asin, title=_title(text, asin, _limits(text, asins, n), titles, above))
        for n, asin in enumerate(asins)
    )


def malformed_asins(text: str) -> tuple[str, ...]:
    """Return what stands behind "ASIN:" and has not the form of one, a misread O for example."""
    values = [match["value"] for match in _NEARLY.finditer(text)]
    return tuple(value for value in values if not _ASIN.fullmatch(value) and not _is_isbn(value))


def _limits(text: str, asins: list[Reading], n: int) -> tuple[int, int]:
    before = asins[n - 1].end if n else 0
    after = asins[n + 1].start if n + 1 < len(asins) else len(text)
    return before, after


def _title(
    text: str, asin: Reading, limits: tuple[int, int], titles: list[re.Match[str]], above: bool
) -> Reading | None:
    before, after = limits
    for match in reversed(titles) if above else titles:
        if _ASIN.search(match["value"]):
            continue
        start, end = match.span("value")
        near = text.count("\n", *sorted((start, asin.start))) <= TITLE_LINES
        fits = before <= end <= asin.start if above else asin.end <= start < after
        if near and fits:
            return _in_its_brackets(reading(match, sure=LABELLED, group="value"))
    if quoted := _QUOTED_BEFORE.search(text, max(before, asin.start - 160), asin.start):
        return reading(quoted, sure=PHRASED, group="title" if quoted["title"] else "item")
    alone = _LINE_START.search(text[max(0, asin.start - 40) : asin.start])
    inline = (alone and _INLINE_TITLE.match(text, asin.end)) or _IN_BRACKETS.match(text, asin.end)
    if (
        inline
        and not _ASIN.search(inline["title"])
        and not _LONG_NUMBER.search(inline["title"])
        and not _names_right(inline["title"])
    ):
        return _without_quotes(reading(inline, sure=PHRASED, group="title"))
    return None


def _without_quotes(title: Reading) -> Reading:
    left = len(title.value) - len(title.value.lstrip(_QUOTES))
    value = title.value.strip(_QUOTES)
    start = title.start + left
    return title.model_copy(update={"value": value, "start": start, "end": start + len(value)})


def _names_right(title: str) -> bool:
    """Whether what stands behind an ASIN is the right and no title: "(copyright)"."""
    return any(
        search(patterns, words, title)
        for words in map(load_wording, LANGUAGES)
        for patterns in words.rights.values()
    )


def _in_its_brackets(title: Reading) -> Reading:
    """Cut what follows a closing bracket that was opened before the title's label."""
    end = title.value.find(")")
    if end < 0 or "(" in title.value[:end]:
        return title
    return title.model_copy(update={"value": title.value[:end], "end": title.start + end})


def _is_isbn(value: str) -> bool:
    """Whether ten characters carry the check digit of an ISBN-10 (ISO 2108)."""
    if not re.fullmatch(r"\d{9}[\dXx]", value):
        return False
    digits = [10 if digit in "Xx" else int(digit) for digit in value]
    return (
        sum(weight * digit for weight, digit in zip(range(10, 0, -1), digits, strict=True)) % 11
        == 0
    )


def find_emails(text: str, wordings: tuple[Wording, ...], *, sender: bool) -> tuple[Reading, ...]:
    """Return addresses of the rights owner's side: not a marketplace's, not the recipient's.

    `sender` says whether the "From" line belongs to the one who complains (a lawyer's letter).
    """
    skipped = [
        span
        for name in ("to", *(() if sender else ("from",)))
        for span in _heads(text, name, wordings)
    ]
    found: dict[str, Reading] = {}
    for match in _EMAIL.finditer(text):
        outside = not any(start <= match.start() < end for start, end in skipped)
        if outside and not _MARKETPLACE_MAIL.search(match[0]):
            found.setdefault(match[0].lower(), reading(match, sure=PHRASED))
    return tuple(found.values())


def _heads(text: str, name: str, wordings: tuple[Wording, ...]) -> Iterator[tuple[int, int]]:
    for words in wordings:
        label = either(words.labels[name], words.spaced)
        for match in re.finditer(rf"^[ \t>]*{label}[ \t]*[:\uff1a].*$", text, re.I | re.M):
            yield match.span()
