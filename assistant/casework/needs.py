"""Which facts each letter needs, and how the agent is asked for them.

A name with "?" may stay empty. Everything else is an open slot until somebody fills it in.
"""

from __future__ import annotations

from assistant.casework.message import PictureSource
from assistant.casework.types import LetterKind, NoticeKind

QUESTIONS: dict[str, str] = {
    # read from the notice, as a rule
    "marketplace": "Which marketplace sent the notice?",
    "store": "Which store is it, for example amazon.com or amazon.de?",
    "right": "Which right is claimed: copyright, trademark, patent or design?",
    "complaint_id": "What is the complaint ID in the notice?",
    "asins": "Which ASINs are concerned?",
    "objected": "Which picture or text is objected to, and where did it stand on the page?",
    "rights_owner": "Who complained: the name in the notice?",
    "rights_owner_email": "At which e-mail address can the one who complained be reached?",
    # told by the seller
    "picture_source": "Who took the pictures, and how did you get them?",
    "concerns": "Is it about the product, its packaging, or the pictures and text of the page?",
    "supplier_right": "Does the supplier own the photos, or did it take them from {rights_owner}?",
    "contract": "What does the contract with the maker of the pictures say about the rights?",
    "licence": "Which licence do you hold for the pictures, from whom and for which use?",
    "proof": "Which proof is there that the pictures are yours: original files, dates, contract?",
    "store_name": "What is the name of your store?",
    "account_email": "What is the e-mail address of the seller account?",
    "name": "What is the full legal name of the person or company?",
    "address": "What is the postal address?",
    "country": "In which country is that address?",
    "phone": "What is the telephone number?",
    "email": "What is the e-mail address?",
    "location": "At which page address or image position did the material stand?",
    "ground": "Why is the complaint wrong, in two or three facts that can be proved?",
    "taken_down": "When was the picture taken off, and from which page?",
    "offer": "Which concrete terms are offered?",
    "use_wanted": "Which use is wanted: which stores, which countries, how long?",
    "root_cause": "How did the disputed picture come onto the page, and which check was missing?",
    "corrective_actions": "What has been done for each ASIN, and when?",
    "preventive_measures": "Which lasting controls have really been started?",
    "work": "Which photo of yours is it: title, link to the original, first publication?",
    "infringing_listings": "Where does the copy stand: which ASIN or page address, which position?",
    "ownership": "How do you own the photo: did you take it, or was the right transferred to you?",
    "authority": "Do you own the right, or did the owner authorise you in writing to act?",
    "infringer": "Who uses the copy: the name of the seller or the store?",
    "reply_by": "By which date are they to remove the copy and answer?",
    # never filled in by the product
    "signature": "The person who signs adds the signature by hand or electronically.",
    "oath": "The person who signs has read the sworn statement and can truthfully swear it.",
}
BY_HAND = frozenset({"signature", "oath"})

_CONTACT = "name address country phone email"
LETTERS: dict[LetterKind, tuple[str, ...]] = {
    kind: tuple(names.split())
    for kind, names in {
        LetterKind.REPLY: "",  # depends on the case: see `needs_of_reply`
        LetterKind.RETRACTION_REQUEST: "marketplace complaint_id asins objected? rights_owner "
        "rights_owner_email? store_name account_email ground name",
        LetterKind.LICENCE_REQUEST: "marketplace complaint_id asins objected rights_owner "
        "rights_owner_email? store_name use_wanted taken_down? offer? name",
        LetterKind.APOLOGY_SETTLEMENT: "marketplace store? complaint_id asins objected "
        "rights_owner rights_owner_email? store_name taken_down offer? name",
        LetterKind.COUNTER_NOTICE: "marketplace right complaint_id asins objected location "
        f"rights_owner? ground {_CONTACT} oath signature",
        LetterKind.PLAN_OF_ACTION: "marketplace complaint_id asins rights_owner? store_name "
        "root_cause corrective_actions preventive_measures name",
        LetterKind.INFRINGEMENT_REPORT: "marketplace work ownership infringing_listings "
        f"authority {_CONTACT} oath signature",
        LetterKind.CEASE_AND_DESIST: "infringer work ownership infringing_listings reply_by "
        "name address email signature",
    }.items()
}

_ACCUSED = ("right", "complaint_id", "asins", "picture_source")
_OWNER = ("work", "ownership", "infringing_listings")
_OTHER_RIGHT = ("right", "complaint_id", "asins", "concerns")
_ASINS = ("asins",)
_COURTESY = ("marketplace?", "rights_owner?", "objected?", "store_name?")
_AFTER_SOURCE = {
    PictureSource.SUPPLIER: "supplier_right",
    PictureSource.MAKER: "contract",
    PictureSource.STOCK: "licence",
    PictureSource.OWN: "proof",
}


# these notices turn on nothing that the seller could still tell, but for the listing
_ASKED_BY_NOTICE = {
    NoticeKind.SUPPRESSION: _ASINS,
    NoticeKind.RETRACTION: _ASINS,
    NoticeKind.COUNTER_NOTICE_RECEIPT: (),
}


def needs_of_reply(
    notice: NoticeKind | None,
    source: PictureSource | None,
    right: str,
    *,
    owner: bool,
    known_case: bool,
) -> tuple[str, ...]:
    """Return what a reply to the seller asks for; without a case it asks for nothing."""
    asked: tuple[str, ...]
    if notice in _ASKED_BY_NOTICE:
        asked = _ASKED_BY_NOTICE[notice]
    elif owner:
        asked = _OWNER
    elif right in ("trademark", "patent", "design"):
        asked = _OTHER_RIGHT
    elif known_case or source is not None:
        follow_up = _AFTER_SOURCE.get(source) if source is not None else None
        asked = (*_ACCUSED, *((follow_up,) if follow_up else ()))
    else:
        asked = ()
    return (*_COURTESY, *asked)


def facts_of(kind: LetterKind) -> frozenset[str]:
    """Return the names of the facts that an agent may give for a letter."""
    if kind is LetterKind.REPLY:
        names = {*_ACCUSED, *_OTHER_RIGHT, *_OWNER, *_AFTER_SOURCE.values(), *_COURTESY}
    else:
        names = set(LETTERS[kind])
    return frozenset(name.removesuffix("?") for name in names) - BY_HAND
