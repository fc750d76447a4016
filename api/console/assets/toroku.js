// Enhancement only: every page works without this file.
// Keys (data-key), moving through a list (data-row, data-peek), copying a value (data-copy), printing (data-print), telling that a list has
// changed (data-live), remembering that keys are off, and staying signed in (data-session-after).

const KEYS_OFF = 'toroku-keys-off';
const off = () => localStorage.getItem(KEYS_OFF) === 'yes';

// Buttons that need this file show from now on.
document.documentElement.dataset.script = '';

const typing = (target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

// event.code, not event.key: a Japanese input method that is switched on must not swallow the keys.
function nameOf(event) {
  if (event.code.startsWith('Key')) return event.code.slice(3).toLowerCase();
  if (event.code.startsWith('Digit')) return event.code.slice(5);
  if (event.code === 'Slash') return event.shiftKey ? '?' : '/';
  return event.code;
}

function select(row) {
  for (const each of document.querySelectorAll('[data-row]')) {
    each.toggleAttribute('data-selected', each === row);
    const link = each.querySelector('a');
    if (each === row) link?.setAttribute('aria-current', 'true');
    else link?.removeAttribute('aria-current');
  }
  for (const panel of document.querySelectorAll('[data-peek]')) {
    panel.hidden = panel.dataset.peek !== row.dataset.row;
  }
}

function moveRow(step) {
  const rows = [...document.querySelectorAll('[data-row]')];
  if (rows.length === 0) return;
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const now = here < 0 ? rows.findIndex((row) => row.hasAttribute('data-selected')) : here;
  // The first press goes to the row that is already chosen.
  const wanted = here < 0 && now >= 0 ? now : now + step;
  const next = rows[Math.min(rows.length - 1, Math.max(0, wanted))];
  select(next);
  next.querySelector('a')?.focus();
}

addEventListener('keydown', (event) => {
  if (off() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing(event.target)) return;
  const key = nameOf(event);
  if (key === 'j' || key === 'k') return moveRow(key === 'j' ? 1 : -1);
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!target) return;
  event.preventDefault();
  target.focus();
  if (!target.matches('input')) target.click();
});

addEventListener('focusin', (event) => {
  const row = event.target.closest?.('[data-row]');
  if (row && document.querySelector('[data-peek]')) select(row);
});

addEventListener('click', (event) => {
  const copy = event.target.closest?.('[data-copy]');
  if (copy) {
    navigator.clipboard?.writeText(copy.dataset.copy);
    copy.setAttribute('aria-label', copy.dataset.copied);
  }
  // A button that cannot act now says why instead of doing nothing.
  const idle = event.target.closest?.('[aria-disabled="true"]');
  if (idle) {
    event.preventDefault();
    document.getElementById(idle.getAttribute('aria-describedby'))?.focus();
  }
  if (event.target.closest?.('[data-print]')) print();
  const toggle = event.target.closest?.('[data-toggle-keys]');
  if (toggle) {
    localStorage.setItem(KEYS_OFF, off() ? 'no' : 'yes');
    toggle.setAttribute('aria-pressed', String(off()));
  }
});

for (const toggle of document.querySelectorAll('[data-toggle-keys]')) {
  toggle.setAttribute('aria-pressed', String(off()));
}

const notice = document.querySelector('[data-session-after]');
const noticeLater = () =>
  setTimeout(() => (notice.hidden = false), Number(notice.dataset.sessionAfter));

async function stay() {
  const answer = await fetch('/session', { redirect: 'manual' }).catch(() => undefined);
  if (answer?.ok) {
    notice.hidden = true;
    noticeLater();
  } else if (answer) {
    // What was typed stays on the page.
    const sentence = notice.querySelector('[data-session-says]');
    sentence.textContent = sentence.dataset.sessionSays;
  }
}

if (notice) {
  noticeLater();
  notice.querySelector('[data-session-stay]').addEventListener('click', stay);
}

// One sentence when the list has changed; the list itself moves only when its reader asks for it. A page that nobody
// looks at listens to nothing: browsers allow few connections to one place.
const live = document.querySelector('[data-live]');
if (live && 'EventSource' in window) {
  let events;
  const show = (sentence) => {
    live.querySelector('[data-live-said]').textContent = sentence;
    live.querySelector('[data-live-again]').hidden = sentence === '';
  };
  const listen = () => {
    if (document.hidden) {
      events?.close();
      events = undefined;
      return;
    }
    if (events) return;
    events = new EventSource(live.dataset.live);
    events.addEventListener('rows', (event) => show(event.data));
    events.addEventListener('same', () => show(''));
  };
  document.addEventListener('visibilitychange', listen);
  listen();
}
