// The keyboard, and what keeps typed text from being lost. Gradio puts elem_id on a button itself.
() => {
  const press = (id) => document.getElementById(id)?.click();
  const type = (id) => document.querySelector(`#${id} input, #${id} textarea`)?.focus();
  const go = (address) => location.assign(address);

  document.addEventListener('keydown', (event) => {
    const writing = event.target.closest('input, textarea, select');
    const chatting = event.target.closest('#chat-question, #note');
    const alt = { KeyN: () => go('/agents/new/'), KeyL: () => go('/agents/'), KeyD: () => press('draft-again') };
    if (event.ctrlKey && event.key === 'Enter' && !chatting) {
      press('save'); press('create');
    } else if (event.altKey && event.code in alt) {
      alt[event.code]();
    } else if (event.key === '/' && !writing) {
      type('search');
    } else {
      return;
    }
    event.preventDefault();
  }, true);

  // [data-saved] holds the stored text of the boxes that it names
  const differs = (stored) => [...document.querySelectorAll(stored.dataset.saved)]
    .some((box) => !box.disabled && box.value !== stored.textContent.replace(/\r\n?/g, '\n'));
  const unsaved = (where) => [...document.querySelectorAll(where)].some(differs);
  const EDITOR = '[data-saved^="#editor"]';
  setInterval(() => document.body.classList.toggle('unsaved', unsaved(EDITOR)), 300);
  window.addEventListener('beforeunload', (event) => {
    if (!window.leaving && unsaved('[data-saved]')) event.preventDefault();
  });

  // a file holds the saved text: what was typed is saved first
  const download = (address) => Object.assign(document.createElement('a'), { href: address, download: '' }).click();
  const whenSaved = async (then) => {
    press('save');
    for (let tries = 0; tries < 50 && unsaved(EDITOR); tries += 1) {
      await new Promise((done) => setTimeout(done, 200));
    }
    if (!unsaved(EDITOR)) then();
  };
  document.addEventListener('click', (event) => {
    const link = event.target.closest('#files a.file');
    if (link && unsaved(EDITOR)) {
      event.preventDefault();
      whenSaved(() => download(link.href));
    }
  }, true);

  // the clipboard's own interface is missing where the page came without TLS
  window.copyText = async (text) => {
    const copy = document.getElementById('copy');
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const box = Object.assign(document.createElement('textarea'), { value: text });
      document.body.append(box);
      box.select();
      document.execCommand('copy');
      box.remove();
    }
    if (unsaved(EDITOR)) press('save');
    copy.textContent = 'Copied';
    setTimeout(() => { copy.textContent = 'Copy'; }, 1500);
  };

  // a call that the guard refuses: the page stays, and says how to go on
  const told = {
    401: 'Your session has ended. <a href="/login?next=/agents/" target="_blank">Log in in another tab</a>, then go on here: what you typed is still on this page.',
    503: 'The database is away: nothing can be saved. What you typed is still on this page; try again in a minute.',
  };
  const banner = Object.assign(document.createElement('div'), { id: 'away' });
  banner.setAttribute('role', 'alert');
  document.body.append(banner);
  const call = window.fetch;
  window.fetch = async (...request) => {
    const answer = await call(...request);
    if (answer.url.includes('/agents/')) banner.innerHTML = told[answer.status] ?? '';
    return answer;
  };
}
