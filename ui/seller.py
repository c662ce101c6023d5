"""The sellers' chat: a plain function in a Gradio ChatInterface."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from assistant.errors import AssistantError, InputError
from assistant.glossary import Glossary
from assistant.streaming import AnswerChunk
from assistant.types import Answer, Turn
from ui.receipt import (
    Answerer,
    ReceiptOf,
    Respond,
    receipt_button,
    receipt_holder,
    with_receipt,
)
from ui.render import render_answer, render_body

EXAMPLES = (
    "Amazon removed my listing because someone says I used their photo – what do I do?",
    "The rights owner agreed by e-mail to withdraw. Can I forward that to Amazon?",
    "I am in China. Can I still file a counter-notice, and is it dangerous?",
    "My supplier gave me the pictures. Why did I get a copyright complaint?",
    "Another seller uses my photos. How do I report it?",
)
_HEADLINE = """# Image Complaint Assistant
Somebody complained about the pictures on your listing, or uses yours? Ask in your own words.
Every sentence of an answer comes from checked guidance, with its source."""
# A long answer is read from its first sentence: keep the question at the top of the view.
_SHOW_ANSWER_FROM_ITS_START = """() => {
  const asked = [...document.querySelectorAll('#chat .user-row')].pop();
  if (asked) asked.scrollIntoView({block: 'start'});
}"""
_DISCLAIMER = (
    "General information, not legal advice. Leave out passwords, bank data and buyers' addresses."
)


def build_seller_chat(
    answer: Answerer,
    concurrency: int,
    queue_size: int,
    *,
    receipt_of: ReceiptOf,
    glossary: Glossary | None = None,
) -> gr.Blocks:
    """Return the chat page. `answer` is the assistant, or a fake in tests."""

    def responder(answerer: Answerer) -> Respond:
        return _responder(answerer, glossary)

    page: gr.Blocks = gr.Blocks(title="Image Complaint Assistant", analytics_enabled=False)
    with page:
        gr.Markdown(_HEADLINE, elem_id="headline")
        receipt = receipt_holder()
        chat = gr.ChatInterface(
            with_receipt(responder, answer, receipt_of),
            additional_outputs=receipt,
            chatbot=gr.Chatbot(
                elem_id="chat",
                show_label=False,
                height="calc(100vh - 310px)",
                min_height=320,
                autoscroll=False,
                layout="panel",
                buttons=["copy"],
                feedback_options=None,
                latex_delimiters=[],
                placeholder="Write what happened, in your own words. Paste the notice if you like.",
            ),
            textbox=gr.Textbox(
                placeholder="What happened? What do you want to know?",
                show_label=False,
                lines=1,
                max_lines=8,
                submit_btn=True,
                stop_btn=True,
                elem_id="question",
            ),
            examples=list(EXAMPLES),
            flagging_mode="never",
            analytics_enabled=False,
            concurrency_limit=concurrency,
            api_name="ask",
            fill_height=True,
        )
        chat.chatbot.change(None, js=_SHOW_ANSWER_FROM_ITS_START)
        chat.chatbot.clear(lambda: "", outputs=receipt, api_visibility="private")
        receipt_button(receipt)
        gr.Markdown(_DISCLAIMER, elem_id="disclaimer")
    # Gradio's defaults are one question at a time and an endless queue
    page.queue(max_size=queue_size, default_concurrency_limit=concurrency)
    return page


def _responder(answer: Answerer, glossary: Glossary | None = None) -> Respond:
    def respond(message: str, history: list[dict[str, Any]]) -> Iterator[Any]:
        try:
            for found in answer(message, _turns(history)):
                if isinstance(found, AnswerChunk):
                    yield render_body(found.text, glossary)
                else:
                    yield _whole(found, glossary)
        except InputError as error:
            yield _sentence(error)
        except AssistantError as error:
            yield f"I can't answer at the moment: {error}"

    return respond


def _whole(answer: Answer, glossary: Glossary | None) -> dict[str, Any]:
    return {
        "role": "assistant",
        "content": render_answer(answer, glossary),
        "options": [{"value": follow_up} for follow_up in answer.follow_ups],
    }


def _sentence(error: AssistantError) -> str:
    text = str(error)
    return text[:1].upper() + text[1:]


def _turns(history: list[dict[str, Any]]) -> list[Turn]:
    """Return Gradio's messages as turns; content is text or a list of text parts."""
    turns: list[Turn] = []
    for message in history:
        content = message["content"]
        if isinstance(content, list):
            content = " ".join(str(part.get("text", "")) for part in content)
        turns.append(Turn(message["role"], str(content)))
    return turns
