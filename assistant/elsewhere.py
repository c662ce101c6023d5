"""Platforms and countries that the guidance does not cover, so that an answer can say so.

A near passage about another platform looks like an answer and is none. Where a seller merely
lives or sells does not count: a country counts when its law or its authorities are asked about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_PLATFORMS: Mapping[str, str] = {
    "Allegro": r"allegro",
    "bol": r"bol\.com",
    "Cdiscount": r"cdiscount",
    "Coupang": r"coupang",
    "Depop": r"depop",
    "Facebook Marketplace": r"facebook marketplace",
    "Flipkart": r"flipkart",
    "Kaufland": r"kaufland",
    "Lazada": r"lazada",
    "Mercado Libre": r"mercado ?li[bv]re",
    "Mercari": r"mercari",
    "Myntra": r"myntra",
    "Naver Smart Store": r"smart ?store|naver",
    "Noon": r"noon\.com",
    "OnBuy": r"onbuy",
    "Otto": r"otto\.de|otto market",
    "Ozon": r"ozon",
    "Poshmark": r"poshmark",
    "Rakuten": r"rakuten",
    "Shein": r"shein",
    "Shopee": r"shopee",
    "Takealot": r"takealot",
    "Target Plus": r"target plus",
    "TikTok Shop": r"tik ?tok (?:shop|seller)",
    "Trendyol": r"trendyol",
    "Vinted": r"vinted",
    "Wayfair": r"wayfair",
    "Wildberries": r"wildberries",
    "Wish": r"wish\.com",
    "Zalando": r"zalando",
}
# name and adjective; the last part of the address of Amazon's store there, if it has one
_COUNTRIES: Mapping[str, tuple[str, str]] = {
    "Argentina": (r"argentin\w+", ""),
    "Brazil": (r"bra[sz]il\w*", "com.br"),
    "Egypt": (r"egypt\w*", "eg"),
    "Indonesia": (r"indonesia\w*", ""),
    "Israel": (r"israel\w*", ""),
    "Korea": (r"korea\w*", ""),
    "Malaysia": (r"malaysia\w*", ""),
    "Mexico": (r"mexic\w+", "com.mx"),
    "New Zealand": (r"new zealand\w*", ""),
    "Norway": (r"norw\w+", ""),
    "Pakistan": (r"pakistan\w*", ""),
    "Philippines": (r"philippin\w+|filipino", ""),
    "Russia": (r"russia\w*", ""),
    "Saudi Arabia": (r"saudi(?: arabia\w*)?|ksa", "sa"),
    "Singapore": (r"singapor\w+", "sg"),
    "South Africa": (r"south africa\w*|sa (?=copyright|law)", "co.za"),
    "Switzerland": (r"switzerland|swiss", ""),
    "Taiwan": (r"taiwan\w*", ""),
    "Thailand": (r"thai\w*", ""),
    "Turkey": (r"turk(?:ey|ish|iye)", "com.tr"),
    "Ukraine": (r"ukrain\w+", ""),
    "United Arab Emirates": (r"uae|emirat\w+|dubai", "ae"),
    "Vietnam": (r"vietnam\w*", ""),
}
_LAW = re.compile(
    r"\b(?:laws?|courts?|act|statut\w+|decree|damages|police|criminal|fines?|judges?|protected)\b",
    re.I,
)
_SENTENCE = re.compile(r"[^.!?\n]+(?:\.\w[^.!?\n]*)*")  # the dot of an address ends none


def uncovered(text: str) -> tuple[str, ...]:
    """Return the platforms and countries asked about that the guidance has nothing on."""
    platforms = [name for name, words in _PLATFORMS.items() if _named(words, text)]
    about_law = "\n".join(s for s in _SENTENCE.findall(text) if _LAW.search(s))
    countries = [
        name
        for name, (words, store) in _COUNTRIES.items()
        if _named(words, about_law) or (store and _named(rf"amazon\.{store}", about_law))
    ]
    return (*platforms, *countries)


def _named(words: str, text: str) -> bool:
    return re.search(rf"(?<!\w)(?:{words})(?!\w)", text, re.I) is not None
