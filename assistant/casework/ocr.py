"""Text recognition in screenshots and scans, with Tesseract.

RapidOCR was measured beside it and lost: see `python -m evals.ocr`. All languages at once are
slow and confuse scripts, so a strip of the picture tells first which language it is in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.casework.documents import needs
from assistant.casework.lexicon import detect_language
from assistant.errors import InputError

if TYPE_CHECKING:
    from PIL.Image import Image

PACKS = {
    "en": "eng", "de": "deu", "fr": "fra", "it": "ita", "es": "spa", "ja": "jpn", "zh": "chi_sim",
}  # fmt: skip
DEBIAN_PACKAGES = "tesseract-ocr " + " ".join(
    f"tesseract-ocr-{pack.replace('_', '-')}" for pack in PACKS.values()
)
STRIP_ROWS = 260  # pixels of a picture's height: a greeting and a sentence or two
MAX_SIDE = 8000  # pixels; a screenshot of a long page has fewer
SMALL = 600  # pixels of width below which letters are enlarged; above it gained nothing
TIMEOUT = 30.0  # seconds for one picture on a busy machine; usually 1 to 4
LEAST_WORD_CONFIDENCE = 55  # of 100; a picture without text reads as noise below it
_LATIN = "+".join(PACKS[language] for language in ("en", "de", "fr", "it", "es"))


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


def recognised_text(picture: Image) -> str:
    """Return the text in a picture, "" when there is none.

    Raises InputError when Tesseract or a language pack is missing, or takes too long.
    """
    if problem := missing_ocr():
        raise InputError(f"the picture cannot be read: {problem}")
    gray = _prepared(picture)
    strip = gray.crop((0, 0, gray.width, min(gray.height, STRIP_ROWS * gray.width // 900 + 1)))
    return _read(gray, _packs_for(strip))


def _packs_for(strip: Image) -> str:
    """Return the language packs that fit, by what a part of the picture seems to say."""
    words, confidence = _words(strip, _LATIN)
    if confidence >= LEAST_WORD_CONFIDENCE:
        language = detect_language(" ".join(words))
        return f"{PACKS[language]}+eng" if language not in ("", "en") else _LATIN if not language else "eng"
    words, confidence = _words(strip, "jpn+chi_sim")
    language = detect_language("".join(words))
    return f"{PACKS[language]}+eng" if language in ("ja", "zh") else _LATIN


def _read(picture: Image, packs: str) -> str:
    """Return the text with its lines; a word that is surely noise is left out."""
    data = _recognise(picture, packs)
    lines: dict[tuple[int, int, int], list[str]] = {}
    for n, word in enumerate(data["text"]):
        if word.strip() and float(data["conf"][n]) >= 0:
            place = (data["block_num"][n], data["par_num"][n], data["line_num"][n])
            lines.setdefault(place, []).append(word)
    confidences = [float(c) for c, word in zip(data["conf"], data["text"], strict=True) if word.strip()]
    if not confidences or sum(confidences) / len(confidences) < LEAST_WORD_CONFIDENCE:
        return ""
    return _joined(lines, spaced=not packs.startswith(("jpn", "chi_sim")))


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


def _words(picture: Image, packs: str) -> tuple[list[str], float]:
    data = _recognise(picture, packs)
    sure = [
        (word, float(confidence))
        for word, confidence in zip(data["text"], data["conf"], strict=True)
        if word.strip() and float(confidence) >= 0
    ]
    mean = sum(confidence for _, confidence in sure) / len(sure) if sure else 0.0
    return [word for word, _ in sure], mean


def _recognise(picture: Image, packs: str) -> dict[str, list]:  # type: ignore[type-arg]
    import pytesseract

    try:
        return pytesseract.image_to_data(  # type: ignore[no-any-return]
            picture, lang=packs, config="--psm 3", timeout=TIMEOUT, output_type="dict"
        )
    except RuntimeError as error:  # pytesseract's way to say that time is up
        if isinstance(error, pytesseract.TesseractError):
            raise InputError(f"Tesseract cannot read the picture ({error.message[:100]}).") from error
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
