"""A chat model may reword the guidance in a reply; what it changed in substance is thrown away.

The model sees only the guidance sentences, never the seller's message or the notice. A reworded
sentence stays when the verifier finds it in the cited passages and every number, name, id and
date is the same as before; sworn statements and templates are never shown to it.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import files

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage

from assistant.casework.reply import Grounded
from assistant.casework.types import Tone
from assistant.chain import Parts
from assistant.types import Removed

logger = logging.getLogger(__name__)

_NUMBERED = re.compile(r"^\s*(\d+)[.)]\s+(\S.*)$", re.M)
_EXACT = re.compile(r"\S*\d\S*\w|\d|\S+@\S+\w|(?<!^)(?<![.!?] )\b[A-Z][\w’'-]*\w")
_MARKUP = re.compile(r"[\[\]<>*_#`\x00-\x1f]|https?:")


@dataclass(frozen=True)
class Polished:
    """Statements after the polish, and what of it was thrown away."""

    statements: tuple[Grounded, ...]
    removed: tuple[Removed, ...] = ()
    warnings: tuple[str, ...] = ()
    changed: bool = False


def polish(
    model: BaseChatModel, name: str, statements: Sequence[Grounded], tone: Tone, parts: Parts
) -> Polished:
    """Return the statements, reworded where that is safe; a failing model changes nothing."""
    originals = tuple(statements)
    if not originals:
        return Polished(originals)
    try:
        reply = str(model.invoke(_messages(originals, tone)).text)
    except Exception as error:  # every provider has its own tree of errors
        what = (str(error).strip() or type(error).__name__).splitlines()[0][:160]
        logger.warning("the chat model %s failed (%s); the draft is not polished", name, what)
        return Polished(
            originals, warnings=(f"the chat model {name} failed ({what}); nothing was polished.",)
        )
    offered = {int(number): text.strip() for number, text in _NUMBERED.findall(reply)}
    kept, removed = list(originals), []
    for position, original in enumerate(originals):
        text = offered.get(position + 1, "")
        if not text or text == original.statement.text:
            continue
        reworded = _reworded(original, text, parts)
        if isinstance(reworded, Grounded):
            kept[position] = reworded
        else:
            removed.append(reworded)
    return Polished(tuple(kept), tuple(removed), changed=tuple(kept) != originals)


def _reworded(original: Grounded, text: str, parts: Parts) -> Grounded | Removed:
    if lost := _altered(original.statement.text, text):
        return Removed(text=text, reasons=(lost,))
    statement = replace(original.statement, text=text)
    support = parts.verifier.check(statement, parts.index.passages)
    if not support.supported:
        return Removed(text=text, reasons=support.reasons)
    return Grounded(statement, support)


def _altered(before: str, after: str) -> str:
    """Return what exact part a rewording changed; empty when none."""
    if _MARKUP.search(after):
        return "the polish adds markup or a link"
    mine, theirs = Counter(_EXACT.findall(before)), Counter(_EXACT.findall(after))
    changed = sorted({*(mine - theirs), *(theirs - mine)})
    return f"the polish changes {', '.join(changed)}" if changed else ""


def _messages(statements: Sequence[Grounded], tone: Tone) -> list[SystemMessage | HumanMessage]:
    system = (files("assistant") / "prompts" / "polish-system.md").read_text(encoding="utf-8")
    numbered = "\n".join(f"{n}. {g.statement.text}" for n, g in enumerate(statements, start=1))
    return [SystemMessage(system.replace("{tone}", tone)), HumanMessage(numbered)]
