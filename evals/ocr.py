"""How well text recognition reads screenshots of notices: `python -m evals.ocr`.

Notices are drawn by a real Chromium at two sizes and read back. `--rapid` reads them with
RapidOCR as well (`pip install rapidocr-onnxruntime`), which was measured and not chosen.
"""

from __future__ import annotations

import html
import io
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from assistant.casework.ocr import recognised_text
from evals.notices import load_notices

NAMES = (
    "us-listing-copyright", "uk-registered-design", "de-bilder-entfernt", "fr-droit-auteur",
    "it-diritto-autore", "es-derechos-autor", "ja-shohyo", "zh-lushihan",
)  # fmt: skip
SIZES = ((1, 14), (2, 16))  # pixels of the screen for one of the page, font size
UNSPACED = frozenset({"ja", "zh"})


@dataclass(frozen=True)
class Read:
    """One screenshot as it was read; errors are shares of the characters and words."""

    name: str
    size: int
    characters: float
    words: float | None  # None for languages without spaces
    seconds: float  # of the processor


def error_rate(expected: Sequence[str], read: Sequence[str]) -> float:
    """Return the edit distance of two sequences divided by the length of the expected one."""
    codes = {item: n for n, item in enumerate({*expected, *read})}
    target = np.array([codes[item] for item in read])
    row = np.arange(len(read) + 1)
    steps = np.arange(len(read) + 1)
    for n, item in enumerate(expected, 1):
        best = np.minimum(row[1:] + 1, row[:-1] + (target != codes[item]))
        row = np.minimum.accumulate(np.concatenate([[n], best]) - steps) + steps
    return float(row[-1]) / len(expected)


def screenshots(texts: dict[str, str]) -> Iterator[tuple[str, int, Image.Image]]:
    """Yield name, scale and picture of each text, drawn by Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for scale, font in SIZES:
            page = browser.new_context(
                viewport={"width": 900, "height": 600}, device_scale_factor=scale
            ).new_page()
            for name, text in texts.items():
                style = f"font:{font}px/1.5 sans-serif;margin:24px;white-space:pre-wrap"
                page.set_content(f"<body style='{style}'>{html.escape(text)}</body>")
                yield name, scale, Image.open(io.BytesIO(page.screenshot(full_page=True)))
        browser.close()


def measure(read: Callable[[Image.Image], str]) -> list[Read]:
    """Return how well each screenshot is read."""
    cases = {case.name: case for case in load_notices() if case.name in NAMES}
    results = []
    for name, scale, picture in screenshots({name: case.text for name, case in cases.items()}):
        before = os.times()
        text = read(picture)
        after = os.times()
        unspaced = bool(cases[name].expected["language"] & UNSPACED)
        gap = "" if unspaced else " "
        expected, found = (re.sub(r"\s+", gap, t).strip() for t in (cases[name].text, text))
        results.append(
            Read(
                name,
                scale,
                error_rate(expected, found),
                None if unspaced else error_rate(expected.split(), found.split()),
                sum(after[:4]) - sum(before[:4]),
            )
        )
    return results


def _rapid() -> Callable[[Image.Image], str]:
    from rapidocr_onnxruntime import RapidOCR

    engine = RapidOCR(intra_op_num_threads=1)

    def read(picture: Image.Image) -> str:
        found, _ = engine(np.asarray(picture.convert("RGB"))[:, :, ::-1])
        return "\n".join(line[1] for line in found or [])

    return read


def main() -> None:
    """Print character and word error and processor seconds of each screenshot."""
    from rich.console import Console
    from rich.table import Table

    engines: dict[str, Callable[[Image.Image], str]] = {
        "Tesseract": lambda p: recognised_text(p)[0]
    }
    if "--rapid" in sys.argv[1:]:
        engines["RapidOCR"] = _rapid()
    for name, read in engines.items():
        table = Table(name, "scale", "character error", "word error", "seconds", box=None)
        results = measure(read)
        for r in results:
            words = "" if r.words is None else f"{r.words:.3f}"
            table.add_row(r.name, str(r.size), f"{r.characters:.3f}", words, f"{r.seconds:.1f}")
        Console().print(table)


if __name__ == "__main__":
    main()
