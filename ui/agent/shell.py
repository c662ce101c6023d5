"""How the workspace looks, and its keyboard. Nothing is loaded from outside."""

from __future__ import annotations

CSS = """
.gradio-container { max-width: 1320px !important; margin: 0 auto !important; }
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem 1rem; padding: .2rem 0 .5rem;
  border-bottom: 1px solid var(--border-color-primary); }
.bar nav { display: flex; gap: .2rem; flex: 1; flex-wrap: wrap; }
.bar nav a { padding: .4rem .7rem; border-radius: 8px; text-decoration: none; font-weight: 600;
  color: var(--body-text-color); }
.bar nav a[aria-current] { background: var(--background-fill-secondary);
  color: var(--link-text-color); }
.bar form { margin: 0; font-size: .86rem; }
.bar button { border: 1px solid var(--border-color-primary); border-radius: 8px;
  padding: .3rem .7rem; cursor: pointer; }
.keys { position: relative; font-size: .86rem; }
.keys summary { cursor: pointer; padding: .3rem; }
.keys dl { position: absolute; z-index: 9; right: 0; margin: 0; padding: .6rem .9rem; width: 19rem;
  max-width: 80vw; display: grid; grid-template-columns: auto 1fr; gap: .3rem .8rem;
  background: var(--background-fill-primary); border: 1px solid var(--border-color-primary);
  border-radius: 10px; box-shadow: var(--shadow-drop-lg); }
.keys dd { margin: 0; }
.bar kbd { font-size: .8em; padding: .1rem .35rem; border-radius: 5px;
  border: 1px solid var(--border-color-primary); }
.faint { color: var(--body-text-color-subdued); font-size: .86rem; margin: .2rem 0; }
.overdue { color: #b91c1c; font-weight: 600; }
.dark .overdue { color: #fca5a5; }
.say { margin: .3rem 0; padding: .45rem .7rem; border-radius: 8px; font-size: .92rem;
  border-left: 4px solid #0d9488; background: var(--background-fill-secondary); }
.say.error { border-left-color: #d97706; }
.badge { padding: .1rem .55rem; border-radius: 99px; font-size: .8rem; white-space: nowrap;
  border: 1px solid var(--border-color-primary); background: var(--background-fill-secondary); }
.badge.ready { border-color: #0d9488; color: #0f766e; }
.badge.drafting { border-color: #d97706; color: #b45309; }
.dark .badge.ready { color: #5eead4; }
.dark .badge.drafting { color: #fcd34d; }
table.cases, table.fields, table.figures { width: 100%; border-collapse: collapse;
  font-size: .92rem; }
.cases th, .cases td, .fields th, .fields td, .figures th, .figures td { text-align: left;
  vertical-align: top; padding: .5rem .6rem; border-bottom: 1px solid var(--border-color-primary);
  overflow-wrap: anywhere; }
.cases td:nth-child(1), .cases td:nth-child(5) { white-space: nowrap; }
.cases td small { display: block; white-space: normal; max-width: 11rem; }
.cases a { text-decoration: none; color: var(--link-text-color); font-weight: 600; }
.cases td:nth-child(2) a { color: var(--body-text-color); font-weight: 400; }
.cases tr:hover, .cases tr:focus-within { background: var(--background-fill-secondary); }
.fields th { width: 8.5rem; font-weight: 600; }
.fields td:last-child { width: 3.5rem; text-align: right; }
.fields td small { display: block; opacity: .75; }
.pasted { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .92rem; line-height: 1.55;
  max-height: 24rem; overflow: auto; padding: .6rem .8rem; border-radius: 8px;
  border: 1px solid var(--border-color-primary); background: var(--background-fill-primary); }
.pasted mark { background: #99f6e4; color: #134e4a; border-radius: 4px; padding: 0 .15rem; }
.pasted mark.doubt { background: #fde68a; color: #713f12; }
.pasted mark i { font-size: .68rem; font-style: normal; font-weight: 700; opacity: .8;
  padding-left: .3rem; text-transform: uppercase; letter-spacing: .02em; }
.dark .pasted mark { background: #115e59; color: #ccfbf1; }
.dark .pasted mark.doubt { background: #713f12; color: #fef3c7; }
td.doubt { color: #b45309; font-weight: 600; }
.dark td.doubt { color: #fcd34d; }
.diff ins { background: #ccfbf1; color: #134e4a; text-decoration: underline; }
.diff del { background: #fee2e2; color: #7f1d1d; }
.dark .diff ins { background: #115e59; color: #ccfbf1; }
.dark .diff del { background: #7f1d1d; color: #fee2e2; }
.case-title h2 { font-size: 1.25rem; margin: .2rem 0; }
h4 { margin: .6rem 0 .2rem; font-size: .92rem; }
.state { font-weight: 600; margin: .2rem 0; padding: .45rem .7rem; border-radius: 8px;
  background: var(--background-fill-secondary); border-left: 4px solid gray; }
.state.open { border-left-color: #d97706; }
.state.ready { border-left-color: #0d9488; }
.state.void { border-left-color: #dc2626; }
.to { margin: .2rem 0; font-size: .92rem; overflow-wrap: anywhere; }
.claims li { font-size: .88rem; margin: .25rem 0; }
.files a.file { display: inline-block; padding: .25rem .7rem; border-radius: 8px;
  border: 1px solid var(--border-color-primary); text-decoration: none; font-weight: 600; }
.conflict { border: 2px solid #d97706; border-radius: 10px; padding: .6rem .8rem; }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: .8rem; }
.notes li { margin: .3rem 0; overflow-wrap: anywhere; }
.figures td.number { text-align: right; }
a:focus-visible, summary:focus-visible, .bar button:focus-visible {
  outline: 2px solid var(--link-text-color); outline-offset: 2px; }
@media (max-width: 640px) {
  .bar nav { flex-basis: 100%; }
  .two { grid-template-columns: 1fr; }
  .cases thead { display: none; }
  .cases tr { display: block; padding: .5rem 0; border-bottom: 1px solid
    var(--border-color-primary); }
  .cases td { display: inline-block; border: 0; padding: .15rem .4rem; }
  .cases td:nth-child(2) { display: block; }
  .keys dl { right: auto; left: 0; }
  #chat { height: auto !important; }
}
"""

# Gradio puts elem_id on the button itself
SHORTCUTS = """() => {
  const press = (id) => document.getElementById(id)?.click();
  const type = (id) => document.querySelector(`#${id} input, #${id} textarea`)?.focus();
  document.addEventListener('keydown', (event) => {
    const writing = event.target.closest('input, textarea, select');
    const chatting = event.target.closest('#chat-question, #note');
    if (event.ctrlKey && event.key === 'Enter' && !chatting) {
      press('save'); press('create'); event.preventDefault();
    } else if (event.altKey && event.code === 'KeyN') {
      location.assign('/agents/new/'); event.preventDefault();
    } else if (event.altKey && event.code === 'KeyL') {
      location.assign('/agents/'); event.preventDefault();
    } else if (event.altKey && event.code === 'KeyD') {
      press('draft-again'); event.preventDefault();
    } else if (event.key === '/' && !writing) {
      type('search'); event.preventDefault();
    }
  }, true);
}"""
