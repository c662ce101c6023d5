"""The receipt button: the last answer with its evidence, as a file on the reader's own device.

The receipt travels to the page with the answer and is saved there, so nothing of what a seller
wrote is kept on the server for a later download.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import gradio as gr

from assistant.streaming import AnswerChunk
from assistant.types import Answer, Turn

Answerer = Callable[[str, Sequence[Turn]], Iterator[AnswerChunk | Answer]]
Respond = Callable[[str, list[dict[str, Any]]], Iterator[Any]]
ReceiptOf = Callable[[str, Sequence[Turn], Answer], str]  # question, history, answer -> JSON

_SAVE = """(receipt) => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([receipt], {type: 'application/json'}));
  link.download = 'answer-receipt.json';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}"""


def with_receipt(
    responder: Callable[[Answerer], Respond], answer: Answerer, receipt_of: ReceiptOf
) -> Respond:
    """Return the responder whose every output comes with the receipt; empty without an answer."""

    def respond(message: str, history: list[dict[str, Any]]) -> Iterator[Any]:
        receipt = ""

        def keep(question: str, turns: Sequence[Turn]) -> Iterator[AnswerChunk | Answer]:
            nonlocal receipt
            for found in answer(question, turns):
                if isinstance(found, Answer):
                    receipt = receipt_of(question, turns, found)
                yield found

        for shown in responder(keep)(message, history):
            yield shown, receipt

    return respond


def receipt_holder() -> gr.Textbox:
    """Return the invisible component that holds the receipt in the page."""
    return gr.Textbox(visible="hidden", label="receipt", elem_id="receipt-json")


def receipt_button(receipt: gr.Textbox) -> gr.Button:
    """Return the button that saves the receipt; it shows once there is one."""
    button = gr.Button(
        "Save receipt of the last answer",
        size="sm",
        variant="secondary",
        visible=False,
        elem_id="receipt",
    )
    button.click(None, inputs=receipt, js=_SAVE)
    receipt.change(
        lambda kept: gr.update(visible=bool(kept)),
        inputs=receipt,
        outputs=button,
        queue=False,
        show_progress="hidden",
        api_visibility="private",
    )
    return button
