"""Whether the styles of an HTML page hide a piece of text from the eye.

Not a browser: enough of CSS for the ways in which mails hide text. What lies behind something
else by position alone is not seen here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

Color = tuple[int, int, int]
SMALLEST_FONT = 3.0  # pixels; nobody reads less
LEAST_CONTRAST = 1.25  # WCAG ratio of text to its background; readable text begins at 3
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_AT_RULE = re.compile(
    r"@[^{};]+(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})"
)  # @media is for other screens
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_DECLARATION = re.compile(r"([\w-]+)\s*:\s*([^;]+)")
_LENGTH = re.compile(r"(-?\d*\.?\d+)\s*(px|pt|em|rem|%|vw|in|cm)?")
_PIXELS = {"px": 1.0, "": 1.0, "pt": 4 / 3, "rem": 16.0, "in": 96.0, "cm": 37.8}
_RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:[\s,/]+([\d.]+%?))?")
_NAMES: dict[str, Color] = {
    "white": (255, 255, 255), "snow": (255, 250, 250), "ivory": (255, 255, 240),
    "whitesmoke": (245, 245, 245), "ghostwhite": (248, 248, 255), "black": (0, 0, 0),
    "gray": (128, 128, 128), "grey": (128, 128, 128), "silver": (192, 192, 192),
    "red": (255, 0, 0), "blue": (0, 0, 255), "navy": (0, 0, 128), "green": (0, 128, 0),
    "orange": (255, 165, 0), "yellow": (255, 255, 0),
}  # fmt: skip


@dataclass(frozen=True)
class Look:
    """What an element's text looks like, inherited from the elements around it."""

    hidden: bool = False
    font_size: float = 16.0  # pixels
    color: Color = (0, 0, 0)
    background: Color = (255, 255, 255)
    transparent: bool = False


PAGE = Look()


def rules_in(sheet: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield selector and declarations of each rule of a style sheet, without @media."""
    for selector, body in _RULE.findall(_AT_RULE.sub("", _COMMENT.sub("", sheet))):
        yield selector.strip(), _declarations(body)


def declarations_of(name: str, attributes: Mapping[str, object]) -> dict[str, str]:
    """Return what an element's own attributes declare; `<font color>` and `bgcolor` as well."""
    found: dict[str, str] = {}
    if "bgcolor" in attributes:
        found["background-color"] = str(attributes["bgcolor"])
    if name == "font" and "color" in attributes:
        found["color"] = str(attributes["color"])
    return found | _declarations(str(attributes.get("style", "")))


def look_of(declared: Mapping[str, str], parent: Look, *, unseen: bool = False) -> Look:
    """Return the look of an element inside another one."""
    background = declared.get("background-color") or declared.get("background", "")
    color = declared.get("color", "")
    own_color = _color(color)
    return replace(
        parent,
        hidden=parent.hidden or unseen or _is_hidden(declared),
        font_size=_font_size(declared.get("font-size", ""), parent.font_size),
        color=own_color or parent.color,
        background=_color(background) or parent.background,
        transparent=_is_clear(color) or (parent.transparent and own_color is None),
    )


def looks_hidden(look: Look) -> bool:
    """Whether text that looks like this cannot be seen."""
    unreadable = look.transparent or look.font_size < SMALLEST_FONT
    return look.hidden or unreadable or _contrast(look.color, look.background) < LEAST_CONTRAST


def _declarations(body: str) -> dict[str, str]:
    return {
        name.lower(): value.replace("!important", "").strip().lower()
        for name, value in _DECLARATION.findall(body)
    }


def _is_hidden(declared: Mapping[str, str]) -> bool:
    def says(name: str, *values: str) -> bool:
        return declared.get(name, "") in values

    def length(name: str) -> float | None:
        match = _LENGTH.match(declared.get(name, ""))
        return float(match[1]) if match else None

    boxes = [length(name) for name in ("width", "height", "max-width", "max-height")]
    clipped = says("overflow", "hidden", "clip") and any(b is not None and b <= 1 for b in boxes)
    moved = [length(name) for name in ("left", "top", "text-indent", "margin-left", "right")]
    outside = any(distance is not None and distance <= -500 for distance in moved)
    opacity = length("opacity")
    return (
        says("display", "none")
        or says("visibility", "hidden", "collapse")
        or says("mso-hide", "all")
        or clipped
        or outside
        or (opacity is not None and opacity < 0.1)
        or "scale(0" in declared.get("transform", "")
        or bool(re.match(r"rect\(\s*[01](?:px)?[\s,]+[01]", declared.get("clip", "")))
    )


def _font_size(declared: str, inherited: float) -> float:
    match = _LENGTH.match(declared)
    if not match:
        return inherited
    number, unit = float(match[1]), match[2] or ""
    if unit in ("em", "%"):
        return inherited * (number if unit == "em" else number / 100)
    return number * _PIXELS.get(unit, 16.0)


def _color(declared: str) -> Color | None:
    for word in re.findall(r"#[0-9a-f]{3,8}|rgba?\([^)]*\)|[a-z]+", declared.lower()):
        if word in _NAMES:
            return _NAMES[word]
        if word.startswith("#") and len(word) in (4, 7, 9):
            pairs = [c * 2 for c in word[1:]] if len(word) == 4 else re.findall("..", word[1:7])
            red, green, blue = (int(pair, 16) for pair in pairs)
            return red, green, blue
        if match := _RGB.match(word):
            return int(match[1]), int(match[2]), int(match[3])
    return None


def _is_clear(declared: str) -> bool:
    match = _RGB.match(declared)
    alpha = match[4] if match else None
    faint = alpha is not None and float(alpha.rstrip("%")) / (100 if "%" in alpha else 1) < 0.1
    return declared == "transparent" or faint


def _contrast(one: Color, other: Color) -> float:
    """Return the contrast ratio, from 1 to 21 (WCAG 2.2, relative luminance)."""

    def luminance(color: Color) -> float:
        parts = [c / 255 for c in color]
        red, green, blue = (
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
