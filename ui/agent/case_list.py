"""The page with all cases: search, filters, nearest deadline first."""

from __future__ import annotations

from datetime import UTC, datetime

import gradio as gr

from assistant.casework.desk import Desk
from assistant.casework.store import CaseStatus
from assistant.errors import AssistantError
from ui.agent.events import PRIVATE, actor, said
from ui.agent.list_view import case_table
from ui.agent.render import navigation
from ui.agent.shell import SCRIPT

PAGE_SIZE = 50
ALL = "all"


def build_case_list(desk: Desk) -> gr.Blocks:
    """Return the page."""
    page: gr.Blocks = gr.Blocks(title="Cases – Image Complaint Assistant", analytics_enabled=False)
    with page:
        head = gr.HTML()
        with gr.Row(equal_height=True):
            search = gr.Textbox(
                label="Search",
                placeholder="words, ticket, #number",
                elem_id="search",
                scale=3,
                max_lines=1,
                min_width=220,
            )
            status = gr.Dropdown(
                [ALL, *CaseStatus], value=ALL, label="Status", elem_id="status", min_width=120
            )
            topic = gr.Dropdown([ALL], value=ALL, label="Topic", elem_id="topic", min_width=160)
        table = gr.HTML(elem_id="cases")
        shown = gr.State(PAGE_SIZE)
        more = gr.Button("Show more", visible=False, size="sm")

    def find(search: str, status: str, topic: str, limit: int) -> tuple[str, object]:
        return found_cases(desk, search, status, topic, limit)

    def arrive(request: gr.Request) -> tuple[str, object]:
        try:
            topics = desk.store.topics()
        except AssistantError:
            topics = []  # the table says what is wrong
        return navigation("Cases", actor(request)), gr.Dropdown([ALL, *topics])

    with page:
        filters = [search, status, topic]
        page.load(arrive, None, [head, topic], js=SCRIPT, **PRIVATE)
        gr.on(
            [page.load, search.change, status.change, topic.change, shown.change],
            find, [*filters, shown], [table, more], trigger_mode="always_last", **PRIVATE,
        )  # fmt: skip
        more.click(lambda limit: limit + PAGE_SIZE, shown, shown, **PRIVATE)
    return page


def found_cases(desk: Desk, search: str, status: str, topic: str, limit: int) -> tuple[str, object]:
    """Return the table of the fitting cases, and whether there are more."""
    chosen = (search, None if status == ALL else CaseStatus(status), "" if topic == ALL else topic)
    try:
        cases = desk.store.list_cases(*chosen, limit=limit)
        count = desk.store.count_cases(*chosen)
    except AssistantError as error:
        return said(error), gr.Button(visible=False)
    today = datetime.now(UTC).date()
    return case_table(cases, count, today), gr.Button(visible=count > len(cases))
