"""The page of measures: what became of drafts, how much was edited, where guidance lacks."""

from __future__ import annotations

from typing import Any

import gradio as gr
import pandas as pd

from assistant.casework.desk import Desk
from assistant.casework.measures import Outcome, measures
from assistant.errors import AssistantError
from ui.agent.events import PRIVATE, actor, said
from ui.agent.measures_view import gap_table, passage_table, summary
from ui.agent.render import navigation
from ui.agent.shell import SHORTCUTS

_FATES = ("accepted", "edited", "discarded")
_COLOURS = {"accepted": "#0d9488", "edited": "#d97706", "discarded": "#94a3b8"}


def build_measures_page(desk: Desk) -> gr.Blocks:
    """Return the page."""
    title = "Measures – Image Complaint Assistant"
    page: gr.Blocks = gr.Blocks(title=title, analytics_enabled=False)
    with page:
        head, total = gr.HTML(), gr.HTML(elem_id="total")
        fate: dict[str, Any] = {
            "y": "drafts", "color": "fate", "color_map": _COLOURS, "height": 260,
        }  # fmt: skip
        with gr.Row():
            by_topic = gr.BarPlot(x="topic", title="Drafts by topic", **fate)
            by_week = gr.BarPlot(x="week", title="Drafts by week", **fate)
        with gr.Row():
            distance = gr.BarPlot(
                x="week", y="characters", title="Changed characters a sent draft", height=220
            )
            speed = gr.BarPlot(
                x="week", y="minutes", title="Minutes from case to draft", height=220
            )
        with gr.Row():
            passages, gaps = gr.HTML(elem_id="passages"), gr.HTML(elem_id="gaps")

    def arrive(request: gr.Request) -> list[Any]:
        bar = navigation("Measures", actor(request))
        try:
            found = measures(desk.store)
        except AssistantError as error:
            return [bar, said(error), *[gr.skip()] * 6]
        return [
            bar,
            summary(found),
            fates(found.by_topic, "topic"),
            fates(found.by_week, "week"),
            figures(found.by_week, "characters", "edit_distance", 1),
            figures(found.by_week, "minutes", "seconds_to_draft", 60),
            passage_table(found.edited_passages),
            gap_table(found.gaps),
        ]

    with page:
        shown = [head, total, by_topic, by_week, distance, speed, passages, gaps]
        page.load(arrive, None, shown, js=SHORTCUTS, **PRIVATE)
    return page


def fates(outcomes: tuple[Outcome, ...], by: str) -> pd.DataFrame:
    """Return one line an outcome and fate: `by`, fate, drafts."""
    lines = [
        {by: getattr(outcome, by), "fate": fate, "drafts": getattr(outcome, fate)}
        for outcome in outcomes
        for fate in _FATES
    ]
    return pd.DataFrame(lines, columns=[by, "fate", "drafts"])


def figures(outcomes: tuple[Outcome, ...], name: str, field: str, divisor: float) -> pd.DataFrame:
    """Return week and figure, for the weeks that have one."""
    lines = [
        {"week": outcome.week, name: getattr(outcome, field) / divisor}
        for outcome in outcomes
        if getattr(outcome, field) is not None
    ]
    return pd.DataFrame(lines, columns=["week", name])
