"""Which marketplace and which of its domains a notice is about."""

from __future__ import annotations

import re
from collections import Counter

from assistant.casework.spans import LABELLED, reading
from assistant.casework.types import Reading
from assistant.types import Marketplace

_NAMES: dict[Marketplace, str] = {
    "amazon": r"amazon|亚马逊|亞馬遜|アマゾン",
    "ebay": r"ebay",
    "etsy": r"etsy",
    "walmart": r"walmart",
    "aliexpress": r"aliexpress|速卖通",
    "temu": r"(?<!\w)temu(?!\w)",
    "shopify": r"shopify",
}
_DOMAIN = re.compile(
    r"(?<!sellercentral-europe\.)(?<![a-z0-9_-])(?:amazon|ebay|etsy|walmart|aliexpress|temu|shopify)"
    r"\.(?:com\.(?:au|be|br|mx|tr)|co\.(?:jp|uk)|com|ae|ca|cn|de|eg|es|fr|in|it|nl|pl|sa|se|sg)"
    r"(?![a-z0-9_-]|\.[a-z0-9])",  # a Japanese letter may follow
    re.IGNORECASE,
)
_COUNTRIES = {
    "com": "US", "co.uk": "GB", "ca": "CA", "in": "IN", "com.au": "AU", "de": "DE", "fr": "FR",
    "it": "IT", "es": "ES", "co.jp": "JP", "cn": "CN", "nl": "NL", "se": "SE", "pl": "PL",
    "com.be": "BE", "com.mx": "MX", "com.br": "BR", "com.tr": "TR", "sg": "SG",
}  # fmt: skip


def find_marketplace(text: str) -> Marketplace | None:
    """Return the marketplace that is named most often; None when none is, or two are equally."""
    counts = Counter({name: len(re.findall(p, text, re.I)) for name, p in _NAMES.items()})
    (best, most), (_, second) = counts.most_common(2)
    return best if most > second else None


def find_domain(text: str, marketplace: Marketplace | None) -> Reading | None:
    """Return the marketplace's domain; None when two countries are named.

    Help pages on amazon.com are linked from notices of other countries, so another domain of
    the same marketplace goes before `.com`; sellercentral-europe.amazon.com says no country.
    """
    found: dict[str, re.Match[str]] = {}
    for match in _DOMAIN.finditer(text):
        domain = match[0].lower()
        if domain.startswith(f"{marketplace}."):
            found.setdefault(domain, match)
    if len(found) > 1:
        found.pop(f"{marketplace}.com", None)
    if len(found) != 1:
        return None
    ((domain, match),) = found.items()
    return reading(match, domain, sure=LABELLED)


def country_of(domain: Reading | None) -> str:
    """Return the ISO code of a domain's country, "" when it is not known."""
    return _COUNTRIES.get(domain.value.split(".", 1)[1], "") if domain else ""
