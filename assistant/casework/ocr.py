"""Text recognition in screenshots and scans, with Tesseract.

RapidOCR was measured beside it and lost: see `python -m evals.ocr`. All languages at once are
slow and confuse scripts, so a strip of the picture tells first which language it is in.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from assistant.casework.documents import needs
from assistant.casework.lexicon import detect_language
from assistant.casework.misread import with_zero
from assistant.errors import InputError

if TYPE_CHECKING:
    from PIL.Image import Image

PACKS = {
    "en": "eng", "de": "deu", "fr": "fra", "it": "ita", "es": "spa", "ja": "jpn", "zh": "chi_sim",
}  # fmt: skip
PICTURE_WARNING = "read from a picture: compare names and numbers with it"
DEBIAN_PACKAGES = "tesseract-ocr " + " ".join(
    f"tesseract-ocr-{pack.replace('_', '-')}" for pack in PACKS.values()
)
STRIP_ROWS = 260  # pixels of a picture's height: a greeting and a sentence or two
MAX_SIDE = 8000  # pixels; a screenshot of a long page has fewer
SMALL = 600  # pixels of width below which letters are enlarged; above it gained nothing
TIMEOUT = 30.0  # seconds for one picture on a busy machine; usually 1 to 4
LEAST_WORD_CONFIDENCE = 55  # of 100; a picture without text reads as noise below it
LEAST_LETTERS = 20  # a picture of a cat may show a letter or two; no notice is so short
_LATIN = "+".join(PACKS[language] for language in ("en", "de", "fr", "it", "es"))


@dataclass(frozen=True)
class Word:
    """A word that Tesseract read; `box` is left, top, width, height in pixels."""

    text: str
    confidence: float  # from 0 to 100
    line: tuple[int, int, int]
    box: tuple[int, int, int, int]


def missing_ocr() -> str:
    """Return what of Tesseract is missing and how to mend it, "" when nothing is."""
    with needs("pytesseract", "pictures"):
        import pytesseract
    try:
        installed = set(pytesseract.get_languages())
    except (pytesseract.TesseractNotFoundError, pytesseract.TesseractError, OSError):
        return f"Tesseract is not installed. Debian: apt-get install {DEBIAN_PACKAGES}"
    packs = [pack for pack in PACKS.values() if pack not in installed]
    if packs:
        names = " ".join(f"tesseract-ocr-{pack.replace('_', '-')}" for pack in packs)
        return f"Tesseract has no language pack {', '.join(packs)}. Debian: apt-get install {names}"
    return ""


def recognised_text(picture: Image) -> tuple[str, float]:
    """Return the text in a picture and how sure it is, from 0 to 1; "" when there is none.

    Raises InputError when Tesseract or a language pack is missing, or takes too long.
    """
    if problem := missing_ocr():
        raise InputError(f"the picture cannot be read: {problem}")
    gray = _prepared(picture)
    strip = gray.crop((0, 0, gray.width, min(gray.height, STRIP_ROWS * gray.width // 900 + 1)))
    return _read(gray, _packs_for(strip))


def _packs_for(strip: Image) -> str:
    """Return the language packs that fit, by what a part of the picture seems to say."""
    words = _words(strip, _LATIN)
    if _confidence(words) >= LEAST_WORD_CONFIDENCE:
        language = detect_language(" ".join(word.text for word in words))
        return {"": _LATIN, "en": "eng"}.get(language) or f"{PACKS[language]}+eng"
    language = detect_language("".join(word.text for word in _words(strip, "jpn+chi_sim")))
    return f"{PACKS[language]}+eng" if language in ("ja", "zh") else _LATIN


def _read(picture: Image, packs: str) -> tuple[str, float]:
    """Return the text with its lines, "" when what was read is noise."""
    words = _words(picture, packs)
    sure = _confidence(words)
    letters = sum(len(word.text) for word in words if word.confidence >= LEAST_WORD_CONFIDENCE)
    if sure < LEAST_WORD_CONFIDENCE or letters < LEAST_LETTERS:
        return "", 0.0
    lines: dict[tuple[int, int, int], list[str]] = {}
    for word in words:
        text = with_zero(word.text, word.confidence, partial(_read_enlarged, picture, word.box))
        lines.setdefault(word.line, []).append(text)
    return _joined(lines, spaced=not packs.startswith(("jpn", "chi_sim"))), sure / 100


def _joined(lines: dict[tuple[int, int, int], list[str]], *, spaced: bool) -> str:
    text = ""
    last = None
    for (block, paragraph, _), words in lines.items():
        if last is not None:
            text += "\n" if last == (block, paragraph) else "\n\n"
        last = (block, paragraph)
        line = " ".join(words)
        text += line if spaced else _without_spaces(line)
    return text


def _without_spaces(line: str) -> str:
    """Take out the spaces that Tesseract puts between Chinese or Japanese characters."""
    cjk = r"[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]"
    return re.sub(rf"(?<={cjk}) +(?={cjk})", "", line)


def _words(picture: Image, packs: str) -> list[Word]:
    data = _recognise(picture, packs)
    return [
        Word(
            text=text,
            confidence=float(data["conf"][n]),
            line=(data["block_num"][n], data["par_num"][n], data["line_num"][n]),
            box=(data["left"][n], data["top"][n], data["width"][n], data["height"][n]),
        )
        for n, text in enumerate(data["text"])
        if text.strip() and float(data["conf"][n]) >= 0
    ]


def _confidence(words: list[Word]) -> float:
    """Return the mean confidence, from 0 to 100, each word weighing its letters."""
    letters = sum(len(word.text) for word in words)
    return sum(len(word.text) * word.confidence for word in words) / letters if letters else 0.0


def _read_enlarged(picture: Image, box: tuple[int, int, int, int]) -> str:
    left, top, width, height = box
    edge = height // 2
    word = picture.crop((left - edge, top - edge, left + width + edge, top + height + edge))
    return "".join(w.text for w in _words(word.resize((2 * word.width, 2 * word.height)), "eng"))


def _recognise(picture: Image, packs: str) -> dict[str, list]:  # type: ignore[type-arg]
    import pytesseract

    # threads of Tesseract wait for each other more than they help, most of all on a busy machine
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    try:
        return pytesseract.image_to_data(  # type: ignore[no-any-return]
            picture, lang=packs, config="--psm 3", timeout=TIMEOUT, output_type="dict"
        )
    except RuntimeError as error:  # pytesseract's way to say that time is up
        if isinstance(error, pytesseract.TesseractError):
            raise InputError(
                f"Tesseract cannot read the picture ({error.message[:100]})."
            ) from error
        raise InputError(
            f"reading the picture took more than {TIMEOUT:.0f} s. Crop it to the notice."
        ) from error


def _prepared(picture: Image) -> Image:
    """Return a grey picture whose letters are large enough, dark on light."""
    if max(picture.size) > MAX_SIDE:
        raise InputError(
            f"the picture has {picture.width} x {picture.height} pixels; at most {MAX_SIDE} a side "
            "are read. Crop it to the notice."
        )
    gray = picture.convert("RGBA")
    from PIL import Image as images

    paper = images.new("RGBA", gray.size, "white")
    paper.alpha_composite(gray)  # transparent stays white, as in a viewer
    flat = paper.convert("L")
    if flat.width < SMALL and flat.height < MAX_SIDE // 2:
        flat = flat.resize((flat.width * 2, flat.height * 2), images.Resampling.LANCZOS)
    return flat
