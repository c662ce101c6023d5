"""The page of measures: what became of drafts, how much was edited, where guidance lacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import gradio as gr
import pandas as pd

from assistant.casework.desk import Desk
from assistant.casework.measures import Outcome, measures
from assistant.errors import AssistantError
from ui.agent.events import PRIVATE, actor, said
from ui.agent.measures_view import gap_table, passage_table, summary
from ui.agent.render import navigation
from ui.agent.shell import SCRIPT

_COLOURS = {
    "accepted": "#0d9488", "edited": "#d97706", "discarded": "#94a3b8", "waiting": "#38bdf8",
}  # fmt: skip
_FATE: dict[str, Any] = {"color": "fate", "color_map": _COLOURS}


def build_measures_page(desk: Desk) -> gr.Blocks:
    """Return the page."""
    title = "Measures – Image Complaint Assistant"
    page: gr.Blocks = gr.Blocks(title=title, analytics_enabled=False)
    with page:
        head, total = gr.HTML(), gr.HTML(elem_id="total")
        with gr.Row():
            by_topic = _plot("topic", "drafts", "Drafts by topic", _FATE)
            by_week = _plot("week", "drafts", "Drafts by week", _FATE)
        with gr.Row():
            distance = _plot("week", "characters", "Changed characters, mean")
            speed = _plot("week", "seconds", "Seconds to a draft, median")
        with gr.Row():
            with gr.Column(min_width=320):
                passages = gr.HTML(elem_id="passages")
            with gr.Column(min_width=320):
                gaps = gr.HTML(elem_id="gaps")

    def arrive(request: gr.Request) -> list[Any]:
        bar = navigation("Measures", actor(request))
        try:
            found = measures(desk.store)
        except AssistantError as error:
            return [bar, said(error), *[gr.skip()] * 6]
        return [
            bar,
            summary(found),
            _shown(fates(found.by_topic, "topic")),
            _shown(fates(found.by_week, "week")),
            _shown(figures(found.by_week, "characters", "edit_distance")),
            _shown(figures(found.by_week, "seconds", "seconds_to_draft")),
            passage_table(found.edited_passages),
            gap_table(found.gaps),
        ]

    with page:
        shown = [head, total, by_topic, by_week, distance, speed, passages, gaps]
        page.load(arrive, None, shown, js=SCRIPT, **PRIVATE)
    return page


def _plot(x: str, y: str, title: str, more: Mapping[str, Any] | None = None) -> gr.BarPlot:
    return gr.BarPlot(
        x=x,
        y=y,
        title=title,
        height=260,
        y_lim=[0, None],
        x_label_angle=-30,  # a topic's name is longer than its bar is wide
        visible=False,
        elem_id=f"{y}-by-{x}",
        **(more or {}),
    )


def _shown(table: pd.DataFrame) -> gr.BarPlot:
    """Return the plot of a table; an empty one would only show axes."""
    return gr.BarPlot(value=table, visible=not table.empty)


def fates(outcomes: tuple[Outcome, ...], by: str) -> pd.DataFrame:
    """Return one line an outcome and fate that some drafts had: `by`, fate, drafts."""
    lines = [
        {by: getattr(outcome, by), "fate": fate, "drafts": count}
        for outcome in outcomes
        for fate in _COLOURS
        if (count := getattr(outcome, fate))
    ]
    return pd.DataFrame(lines, columns=[by, "fate", "drafts"])


def figures(outcomes: tuple[Outcome, ...], name: str, field: str) -> pd.DataFrame:
    """Return week and figure, for the weeks that have one."""
    lines = [
        {"week": outcome.week, name: value}
        for outcome in outcomes
        if (value := getattr(outcome, field)) is not None
    ]
    return pd.DataFrame(lines, columns=["week", name])
