// Anpi. It only saves a page load or a look: each page does its job without it.
'use strict';
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const csrf = document.body.dataset.csrf || document.querySelector('input[name=csrf]')?.value || '';
  const make = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  // The first thing to see after refused input is what to check.
  document.getElementById('errors')?.focus();

  // What was typed before the session ran out goes back to its form.
  document.querySelector('form.resume')?.submit();

  for (const button of all('button[data-copy]')) {
    button.hidden = !navigator.clipboard;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.copied;
    });
  }

  for (const button of all('[data-print]')) {
    button.hidden = false;
    button.onclick = () => print();
  }

  // A password can be shown once something is typed; it is hidden again before it is sent.
  for (const input of all('input[data-reveal]')) {
    const { reveal, conceal } = input.dataset;
    const button = make('button', { type: 'button', className: 'btn quiet small', hidden: true }, reveal);
    button.setAttribute('aria-controls', input.id);
    const show = (shown) => {
      input.type = shown ? 'text' : 'password';
      button.textContent = shown ? conceal : reveal;
      button.setAttribute('aria-pressed', shown);
    };
    show(false);
    button.addEventListener('click', () => { show(input.type === 'password'); input.focus(); });
    input.addEventListener('input', () => {
      button.hidden = !input.value;
      if (button.hidden) show(false);
    });
    input.form.addEventListener('submit', () => show(false));
    input.after(button);
    button.hidden = !input.value;
  }

  // The gauge speaks only when what the server says of a password changes.
  for (const gauge of all('[data-strength]')) {
    const input = document.getElementById(gauge.dataset.for);
    let timer = 0;
    let asked = 0;
    const set = (level, refusal) => {
      const words = gauge.querySelector('b');
      const said = gauge.dataset['word' + level];
      gauge.dataset.level = level;
      if (words.textContent !== said) words.textContent = said;
      gauge.querySelector('span').textContent = refusal || '';
    };
    const ask = async () => {
      const mine = ++asked;
      if (!input.value) return set(0);
      try {
        const answer = await fetch(gauge.dataset.strength, {
          method: 'POST', body: new URLSearchParams({ csrf, password: input.value }),
        });
        const { level, refusal } = answer.ok ? await answer.json() : { level: 0 };
        if (mine === asked && level >= 0 && level <= 3) set(level, refusal);
      } catch { /* The level shows after submitting. */ }
    };
    input?.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(ask, 250); });
    // Once it is sent nobody is left to ask.
    input?.form.addEventListener('submit', () => { clearTimeout(timer); asked = -1; });
  }

  // Another language takes along what was typed since the page came.
  let typed = false;
  document.addEventListener('input', () => { typed = true; });
  document.querySelector('.lang[data-edit]')?.addEventListener('click', (event) => {
    const other = event.target.closest('a, button');
    const form = document.querySelector('main form[method=post]');
    if (!other || !typed || !form) return;
    event.preventDefault();
    const press = make('button', {
      name: 'edit', formAction: other.href || other.form.action, formNoValidate: true, hidden: true,
    });
    form.append(press);
    press.click();
  });

  // 個別登録: the last tick.
  const order = document.querySelector('main [name=order]');
  order?.form.addEventListener('change', ({ target: { name, value, checked } }) => {
    if (name !== 'org') return;
    const ids = order.value.split(' ').filter((id) => id && id !== value).concat(checked ? value : []);
    order.value = ids.join(' ');
    for (const n of all('[data-picked]')) n.textContent -= checked ? -1 : 1;
    for (const box of all('tr [name=org]')) box.closest('tr').classList.toggle('last', box.value === ids.at(-1));
  });

  // The region lookup opens over the form instead of on a page of its own.
  const parse = (text) => new DOMParser().parseFromString(text, 'text/html');
  const lookup = (opener) => {
    const dialog = make('dialog', {});
    const shown = opener.form.querySelector(`input[data-region="${opener.value}"]`);
    const code = opener.form.elements[`${shown.name}Code`];
    let turn = 0;
    let timer = 0;
    const close = () => dialog.close();
    dialog.addEventListener('close', () => {
      turn = -1;
      clearTimeout(timer);
      dialog.remove();
      opener.focus();
    });
    const load = async (address, body) => {
      if (turn < 0) return;
      const mine = ++turn;
      const answer = await fetch(address, { method: 'POST', body: new URLSearchParams(body) });
      const section = parse(await answer.text()).getElementById('lookup');
      if (mine !== turn) return;
      if (!answer.ok || !section) throw new Error('no lookup');
      fill(section);
    };
    const fill = (section) => {
      const old = dialog.querySelector('#q');
      const fresh = section.querySelector('#q');
      if (old && fresh) {
        // Only results change, so typing is never interrupted.
        const [, results] = all('.pick2 > form', dialog);
        results.replaceWith(all('.pick2 > form', section)[1]);
      } else {
        dialog.setAttribute('aria-labelledby', 'lookup-h');
        dialog.replaceChildren(...section.childNodes);
        const heading = dialog.querySelector('h1');
        heading.replaceWith(make('h2', { id: heading.id }, ...heading.childNodes));
      }
      if (!dialog.isConnected) {
        document.body.append(dialog);
        dialog.showModal();
        dialog.querySelector('#q').focus();
      }
    };
    const search = () => {
      const form = dialog.querySelector('form');
      load(form.getAttribute('action'), new FormData(form)).catch(() => form.submit());
    };
    dialog.addEventListener('input', (event) => {
      if (event.target.id === 'q') dialog.querySelector('#prefecture').value = '';
      else if (event.target.id === 'prefecture') dialog.querySelector('#q').value = '';
      clearTimeout(timer);
      timer = setTimeout(search, 200);
    });
    dialog.addEventListener('submit', (event) => {
      const button = event.submitter;
      if (button?.name === 'choose') {
        shown.value = button.dataset.name;
        code.value = button.value;
        event.preventDefault();
        close();
      } else if (button && 'close' in button.dataset) {
        event.preventDefault();
        close();
      } else if (event.target === dialog.querySelector('form')) {
        event.preventDefault();
        search();
      }
    });
    dialog.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') {
        // A search field would empty itself.
        event.preventDefault();
        close();
      }
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step || event.target.tagName === 'SELECT') return;
      const hits = [dialog.querySelector('#q'), ...all('.hits button', dialog)];
      const next = hits[hits.indexOf(document.activeElement) + step];
      if (!next || !hits.includes(document.activeElement)) return;
      event.preventDefault();
      next.focus();
    });
    const body = new FormData(opener.form);
    body.append(opener.name, opener.value);
    return load(opener.getAttribute('formaction'), body);
  };
  if (window.HTMLDialogElement) {
    document.addEventListener('click', (event) => {
      const opener = event.target.closest?.('button[name=lookup]');
      if (!opener || opener.dataset.plain) return;
      event.preventDefault();
      lookup(opener).catch(() => { opener.dataset.plain = '1'; opener.click(); });
    });
  }

  // Results renew themselves every two seconds; a screen reader hears one sentence at most every thirty.
  const board = document.querySelector('[data-poll]');
  if (board) {
    const spoken = document.querySelector('[data-spoken]');
    const time = document.querySelector('[data-as-of]');
    const badge = document.querySelector('[data-live-badge]');
    let etag = '';
    let saidAt = Date.now();
    let said = document.getElementById('figures')?.dataset.summary;
    const put = (fresh) => {
      const old = document.getElementById(fresh.id);
      if (!old || old.outerHTML === fresh.outerHTML) return;
      const focused = old.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
      old.replaceWith(fresh);
      if (focused) all('a', fresh).find((link) => link.getAttribute('href') === focused)?.focus();
    };
    const poll = async () => {
      let pause = 2e3;
      try {
        const answer = await fetch(board.dataset.poll, {
          cache: 'no-store', headers: etag ? { 'If-None-Match': etag } : {},
        });
        if (answer.status === 200) {
          etag = answer.headers.get('ETag') || '';
          all('[data-live]', parse(await answer.text())).forEach(put);
        } else if ([401, 403, 404].includes(answer.status)) {
          badge.hidden = true;
          const over = document.querySelector('[data-signed-out]');
          if (over && answer.status === 401) over.hidden = false;
          return;
        } else if (answer.status !== 304) {
          pause = 1e4;
        }
        badge.hidden = pause > 2e3;
        const asOf = answer.headers.get('Anpi-As-Of');
        if (asOf && time) time.textContent = time.dataset.asOf.replace('{}', asOf);
        const summary = document.getElementById('figures')?.dataset.summary;
        if (spoken && summary !== said && Date.now() - saidAt >= 3e4) {
          spoken.textContent = `${board.dataset.say} ${summary}`;
          said = summary;
          saidAt = Date.now();
        }
      } catch {
        badge.hidden = true;
        pause = 1e4;
      }
      if (document.hidden) document.addEventListener('visibilitychange', () => poll(), { once: true });
      else setTimeout(poll, pause);
    };
    setTimeout(poll, 2e3);
  }

  // Two minutes before the idle logout comes a button to stay. All tabs of the browser share one clock.
  const { idle, idleTitle, idleText, idleStay, idleLeave } = document.body.dataset;
  if (idle && window.HTMLDialogElement) {
    const key = 'anpi-seen';
    const touch = () => { try { localStorage.setItem(key, Date.now()); } catch { /* One tab, then. */ } };
    const opened = Date.now();
    // A form that was typed in stays: the server keeps it when it is sent after the end of the session.
    const seen = () => {
      try { return Math.max(opened, Number(localStorage.getItem(key)) || 0); } catch { return opened; }
    };
    touch();
    const stay = make('button', { type: 'button', className: 'btn' }, idleStay);
    const leave = make('a', { href: '/logout', className: 'link' }, idleLeave);
    const title = make('h2', { id: 'idle-h' }, idleTitle);
    const dialog = make('dialog', {}, title, make('p', {}, idleText), make('div', { className: 'btns' }, stay, leave));
    dialog.setAttribute('aria-labelledby', 'idle-h');
    document.body.append(dialog);
    stay.addEventListener('click', async () => {
      try {
        const answer = await fetch('/session/stay', { method: 'POST', body: new URLSearchParams({ csrf }) });
        if (!answer.ok) return location.reload();
        touch();
        dialog.close();
      } catch { /* It stays open; pressing again tries again. */ }
    });
    const clock = setInterval(() => {
      const left = idle * 1000 - (Date.now() - seen());
      if (left <= 0) {
        clearInterval(clock);
        dialog.close();
        if (!typed) location.reload();
      } else if (left <= 12e4 && !dialog.open) dialog.showModal();
      else if (left > 12e4 && dialog.open) dialog.close();
    }, 5e3);
  }
})();
