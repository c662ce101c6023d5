"""How the pages look. Only fonts of the reader's system: nothing is loaded from outside."""

from __future__ import annotations

import gradio as gr

_SANS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"]
_MONO = ["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace"]

CSS = """
.gradio-container { max-width: 860px !important; margin: 0 auto !important; }
#headline h1 { font-size: 1.45rem; margin: .2rem 0 0; }
#headline p { margin: .15rem 0 .4rem; opacity: .8; }
#disclaimer p { font-size: .82rem; text-align: center; opacity: .75; }
sup.cite { color: var(--link-text-color); font-size: .72em; font-weight: 600; padding-left: 1px; }
#chat abbr[title] { text-decoration: underline dotted; text-underline-offset: 3px; cursor: help; }
.words { margin-top: .8rem; font-size: .86rem; }
.words summary { cursor: pointer; padding: .3rem 0; opacity: .85; }
.words dl { margin: .1rem 0 .2rem .9rem; }
.words dt { font-weight: 600; margin-top: .35rem; }
.words dd { margin: 0; }
.words summary:focus-visible, .cards summary:focus-visible {
  outline: 2px solid var(--link-text-color); outline-offset: 2px; border-radius: 4px; }
#receipt-json { display: none; }
#receipt { align-self: center; width: auto; flex: none; }
.cards { margin-top: .9rem; border-top: 1px solid var(--border-color-primary); padding-top: .5rem; }
.cards .cards-title { font-size: .8rem; opacity: .75; margin: 0 0 .3rem; }
.cards details { border: 1px solid var(--border-color-primary); border-radius: 8px;
  margin: .3rem 0; background: var(--background-fill-primary); }
.cards summary { cursor: pointer; padding: .45rem .7rem; font-size: .86rem; }
.cards summary b { color: var(--link-text-color); margin-right: .3rem; }
.cards .quote { margin: 0 .7rem .5rem; padding: .1rem .8rem; white-space: pre-line;
  border-left: 3px solid var(--link-text-color); font-size: .86rem; }
.cards ul { margin: .2rem .7rem .4rem 1.6rem; font-size: .82rem; }
.cards .reviewed { margin: 0 .7rem .5rem; font-size: .78rem; opacity: .75; }
.notice { font-size: .82rem; opacity: .75; margin-top: .5rem; }
#chat .example { border: 1px solid var(--border-color-primary) !important; border-radius: 10px; }
#chat .options { padding: .3rem 0 !important; }
#chat .option { padding: .35rem .7rem !important; font-size: .86rem; }
footer { display: none !important; }
@media (max-width: 640px) {
  .gradio-container { padding: 6px !important; }
  #headline h1 { font-size: 1.15rem; }
  #chat { height: calc(100vh - 345px) !important; }
  #receipt { min-height: 40px; }
  .words summary, .cards summary { padding-top: .6rem; padding-bottom: .6rem; }
}
"""


def theme() -> gr.themes.Base:
    """Return a calm theme in light and dark."""
    return gr.themes.Soft(
        primary_hue=gr.themes.colors.teal,
        secondary_hue=gr.themes.colors.teal,
        neutral_hue=gr.themes.colors.slate,
        font=[gr.themes.Font(name) for name in _SANS],
        font_mono=[gr.themes.Font(name) for name in _MONO],
    )
