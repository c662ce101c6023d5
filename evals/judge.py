"""Ragas with the configured chat model as the judge: an extra look, never part of the gate.

A judge model costs money, drifts with its version and cannot be run offline. Ragas wants clients
of certain providers; the two classes here give it any LangChain chat model and our embedder.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from pydantic import BaseModel

from assistant.embeddings import SentenceTransformerEmbedder
from assistant.errors import ChatModelError, SettingsError
from assistant.service import Assistant
from evals import scorers
from evals.cases import EvalCase
from evals.counterfactual import sample
from evals.metrics import Score, mean_score
from evals.run import run_cases
from evals.scorers import Result


def judge(assistant: Assistant, cases: Sequence[EvalCase], count: int) -> dict[str, Score]:
    """Return ragas' faithfulness and answer relevancy of up to `count` answered cases.

    Raises SettingsError when ragas or the chat model is missing, ChatModelError when it fails.
    """
    model = assistant.parts.chat_model
    if model is None:
        raise SettingsError(
            "--judge needs a chat model. Set ASSISTANT_CHAT_MODEL, as in openai:gpt-5-mini."
        )
    metrics = _metrics(model, assistant.parts.embedder)
    judged = sample(run_cases(assistant, cases), count)
    try:
        values = asyncio.run(_judge_all(assistant, judged, metrics))
    except Exception as error:  # ragas and every provider have their own trees of errors
        what = (str(error).strip() or type(error).__name__).splitlines()[0][:160]
        name = assistant.parts.settings.chat_model
        raise ChatModelError(f"the judge {name} failed ({what})") from error
    return {name: s for name, v in values.items() if (s := mean_score(v)) is not None}


def _metrics(model: BaseChatModel, embedder: SentenceTransformerEmbedder) -> dict[str, Any]:
    try:
        from ragas.embeddings.base import BaseRagasEmbedding
        from ragas.llms.base import InstructorBaseRagasLLM
        from ragas.metrics.collections import AnswerRelevancy, Faithfulness
    except ImportError as error:
        raise SettingsError(
            f"--judge needs ragas ({error}). Run `pip install 'image-complaint-assistant[judge]'`."
        ) from error

    class ChatModelJudge(InstructorBaseRagasLLM):  # type: ignore[misc]
        """Any LangChain chat model, asked for structured output."""

        def generate(self, prompt: str, response_model: type[BaseModel]) -> Any:
            return model.with_structured_output(response_model).invoke(prompt)

        async def agenerate(self, prompt: str, response_model: type[BaseModel]) -> Any:
            return await model.with_structured_output(response_model).ainvoke(prompt)

    class OurEmbedding(BaseRagasEmbedding):  # type: ignore[misc]
        """The embedder of the index."""

        def embed_text(self, text: str, **_: Any) -> list[float]:
            return embedder.embed_query(text)

        async def aembed_text(self, text: str, **_: Any) -> list[float]:
            return embedder.embed_query(text)

    chosen = ChatModelJudge()
    return {
        "faithfulness": Faithfulness(llm=chosen),
        "answer relevancy": AnswerRelevancy(llm=chosen, embeddings=OurEmbedding()),
    }


async def _judge_all(
    assistant: Assistant, judged: Sequence[Result], metrics: dict[str, Any]
) -> dict[str, list[float]]:
    """Return every value by metric; one at a time, since a local server knows one at a time."""
    passages = assistant.parts.index.passages
    values: dict[str, list[float]] = {name: [] for name in metrics}
    for result in judged:
        said = scorers.plain(result.answer)
        contexts = [passages[c.passage_id].text for c in result.answer.citations]
        given = {"user_input": result.case.question, "response": said}
        for name, metric in metrics.items():
            more = {"retrieved_contexts": contexts} if name == "faithfulness" else {}
            score = await metric.ascore(**given, **more)
            if score.value == score.value:  # NaN: the judge found no statement
                values[name].append(float(score.value))
    return values
