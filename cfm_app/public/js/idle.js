/**
 * Locks a page that nobody uses, or at once: covered whole, with everything typed left as it is, until the password
 * is given. All tabs agree, and the server answers nothing meanwhile. For pages of the app and for both desks, so it
 * needs nothing of theirs.
 */
const place = document.getElementById('cfm-idle');
const config = place ? JSON.parse(place.textContent) : globalThis.frappe?.boot?.cfm_idle;

const language = document.documentElement.lang;
const user = config?.user ?? document.querySelector('.menu-title small')?.textContent ?? '';
const USED = 'cfm-idle:used';
const LOCKED = 'cfm-idle:locked';
const [UNTOLD, TOLD] = ['untold', 'told'];
const MINUTE = 60_000;
const KEPT_EVERY = 5000;
const LONGEST = 5000;
const SIGNS = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart'];
const STYLE = `
html.session-locked, html.session-locked body { overflow: hidden !important; scrollbar-gutter: auto !important; }
html.session-locked body :not(#session-lock, #session-lock *) { visibility: hidden !important; }
#session-lock { position: fixed; inset: 0; box-sizing: border-box; inline-size: 100%; block-size: 100%; max-inline-size: none; max-block-size: none; margin: 0; padding: 16px; border: 0; border-radius: 0; box-shadow: none; overflow: auto; place-items: center; color: var(--text, #0f172a); background: var(--surface, #fff); }
#session-lock::backdrop { background: var(--surface, #fff); }
#session-lock[open] { display: grid; }
#session-lock form { display: grid; gap: 12px; inline-size: min(360px, 100%); }
#session-lock label { display: grid; gap: 4px; font-weight: 600; }
#session-lock input { inline-size: 100%; min-block-size: 44px; padding: 6px 10px; font-size: 16px; border: 1px solid var(--line-strong, #64748b); border-radius: 6px; color: inherit; background: var(--surface, #fff); }
#session-lock button { min-block-size: 44px; padding: 0 14px; font-weight: 600; border: 1px solid var(--line-strong, #64748b); border-radius: 6px; color: inherit; background: var(--surface, #fff); cursor: pointer; }
#session-lock button.first { color: var(--on-accent, #fff); background: var(--accent, #0a5fb4); border-color: var(--accent, #0a5fb4); }
#session-lock h1 { font-size: 24px; line-height: 32px; margin: 0; }
#session-lock p { margin: 0; overflow-wrap: anywhere; }
#session-lock .problem { padding: 8px 12px; border-inline-start: 3px solid currentcolor; font-weight: 600; color: var(--red, #b42318); }
#session-lock [hidden] { display: none; }`;

const t = (text, ...values) => (texts[text] ?? text).replace(/\{(\d)\}/g, (_all, at) => values[at] ?? '');
const make = (tag, attributes = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), attributes);
  element.append(...children);
  return element;
};
/** Private windows may refuse the store: then each tab goes by itself. */
const store = {
  read(key) { try { return localStorage.getItem(key); } catch { return null; } },
  write(key, value) { try { localStorage.setItem(key, value); } catch { /* nothing is lost */ } },
  drop(key) { try { localStorage.removeItem(key); } catch { /* nothing is lost */ } },
};
const meta = () => document.querySelector('meta[name=csrf-token]');
const token = () => meta()?.content || globalThis.frappe?.csrf_token || '';

let texts = {};
/** @type {Promise<void>|undefined} */
let fetched;
let name = '';
let usedAt = Date.now();
let keptAt = 0;
let toldAt = Date.now();
let timer;
let isLocked = false;
/** @type {boolean} whether the server has still to hear that this is locked */
let isUntold = false;
/** @type {HTMLDialogElement} */
let screen;
let titled = '';
let focused = null;

async function start() {
  const begun = document.querySelector('[data-way-on]');
  document.head.append(make('style', { textContent: STYLE }));
  for (const sign of SIGNS) addEventListener(sign, use, { capture: true, passive: true });
  addEventListener('keydown', hearKey, true);
  document.addEventListener('click', (event) => event.target.closest?.('[data-lock-now]') && lock());
  addEventListener('storage', hearTabs);
  addEventListener('online', tellLock);
  addEventListener('session-locked', (event) => {
    event.preventDefault();
    cover();
  });
  for (const back of ['visibilitychange', 'focus', 'pageshow']) addEventListener(back, look, true);
  document.documentElement.dataset.locks = '1';
  // Where nothing locks by itself, words are asked for when somebody does.
  if (config.minutes) known();
  if (begun) return cover();
  if (store.read(LOCKED)) return coverAgain();
  keep(usedAt);
  look();
}

/** What the screen says: asked for apart, so that pages stay light; in English where no line is. */
function known() {
  return (fetched ??= fetchWords());
}

async function fetchWords() {
  const asked = { headers: headers(), signal: AbortSignal.timeout(LONGEST) };
  const answer = await fetch(`/api/method/cfm_app.api.idle.words?_lang=${language}`, asked).catch(() => null);
  const told = answer?.ok && await answer.json().catch(() => null);
  if (told) ({ texts, name } = told.message);
  else fetched = undefined;
}

/** A page that was loaded anew while it was locked; after another log-in it is not. */
async function coverAgain() {
  isUntold = store.read(LOCKED) === UNTOLD;
  cover();
  if (isUntold) await tellLock();
  else await openIfOpen();
}

/** Another tab, or another log-in, has proved who sits here. */
async function openIfOpen() {
  const now = await state();
  if (!isLocked || !now || now.isEnded || now.is_locked || now.user !== user) return;
  store.drop(LOCKED);
  uncover();
}

const limit = () => config.minutes * MINUTE;
const lastUse = () => Math.max(usedAt, Number(store.read(USED)) || 0);
const isOver = () => config.minutes > 0 && Date.now() - lastUse() >= limit();

/** Somebody is there: unless they come back too late. */
function use() {
  if (isLocked) return;
  if (isOver()) return lock();
  usedAt = Date.now();
  if (usedAt - keptAt > KEPT_EVERY) keep(usedAt);
  if (config.minutes && usedAt - toldAt > MINUTE) {
    toldAt = usedAt;
    post('used');
  }
}

function keep(moment) {
  if (!config.minutes) return;
  keptAt = moment;
  store.write(USED, String(moment));
}

/** Lock when it is time, else look again then. */
function look() {
  clearTimeout(timer);
  if (isLocked || !config.minutes) return;
  if (isOver()) lock();
  else timer = setTimeout(look, Math.max(lastUse() + limit() - Date.now(), 0));
}

function hearKey(event) {
  if (!(event.ctrlKey && event.shiftKey && event.code === 'KeyL')) return;
  event.preventDefault();
  lock();
}

/** Another tab was locked, or opened: that one has told the server. */
function hearTabs({ key, newValue }) {
  if (key !== LOCKED) return;
  if (newValue) cover();
  else if (isLocked) openIfOpen();
}

function lock() {
  if (isLocked) return;
  store.write(LOCKED, UNTOLD);
  isUntold = true;
  cover();
  tellLock();
}

async function tellLock() {
  if (!isUntold || !((await post('lock'))?.status < 400)) return;
  isUntold = false;
  if (store.read(LOCKED)) store.write(LOCKED, TOLD);
}

// --- the screen ---------------------------------------------------------------------------------
async function cover() {
  if (isLocked) return;
  isLocked = true;
  focused = document.activeElement;
  titled = document.title;
  // Nothing is read from now on, whatever the line does.
  document.documentElement.classList.add('session-locked');
  await known();
  if (!isLocked) return;
  document.title = t('Locked');
  screen = lockScreen();
  document.body.append(screen);
  show();
  document.addEventListener('focusin', comeBack, true);
}

/** What a page opens over it meanwhile, and Escape, do not take it away. */
function show() {
  if (screen.open) screen.close();
  screen.showModal();
  screen.querySelector('[name=pwd]').focus();
}

function comeBack({ target }) {
  if (isLocked && target instanceof Node && !screen.contains(target)) show();
}

function uncover() {
  isLocked = isUntold = false;
  document.removeEventListener('focusin', comeBack, true);
  document.documentElement.classList.remove('session-locked');
  screen?.remove();
  document.title = titled;
  usedAt = toldAt = Date.now();
  keep(usedAt);
  look();
  const way = document.querySelector('[data-way-on]');
  if (way) return location.replace(way.dataset.wayOn);
  focused?.focus?.({ preventScroll: true });
  dispatchEvent(new Event('session-unlocked'));
}

function lockScreen() {
  const password = make('input', { type: 'password', name: 'pwd', autocomplete: 'current-password', required: true });
  const code = make('input', { type: 'text', name: 'code', autocomplete: 'one-time-code', maxLength: 20, dir: 'ltr' });
  const ofCode = make('label', { hidden: true }, t('Code of your second factor'), code);
  const byPasskey = make('button', { type: 'button', hidden: true }, t('Use a passkey'));
  const problem = make('p', { className: 'problem', hidden: true, role: 'alert' });
  const again = make('p', { hidden: true }, make('a', { href: '/login', target: '_blank', rel: 'noopener' }, t('Log in again in another tab')));
  const leave = make('button', { type: 'button' }, t('Log out'));
  const form = make('form', { method: 'dialog' },
    make('h1', { id: 'h-session-lock' }, t('Locked')),
    make('p', {}, t('What you typed is still there, {0}. Your password opens the page as you left it.', name)),
    make('input', { type: 'text', name: 'usr', autocomplete: 'username', value: user, hidden: true }),
    make('label', {}, t('Password'), password), ofCode, byPasskey, problem, again,
    make('button', { type: 'submit', className: 'first' }, t('Unlock the screen')), leave);
  const dialog = make('dialog', { id: 'session-lock', lang: language, dir: document.documentElement.dir }, form);
  dialog.setAttribute('aria-labelledby', 'h-session-lock');
  dialog.addEventListener('cancel', (event) => event.preventDefault());
  dialog.addEventListener('close', () => isLocked && dialog.isConnected && !dialog.open && show());
  // No key of the page works, and no dialog of it takes the focus back.
  for (const sign of ['keydown', 'keyup', 'keypress', 'focusin', 'paste']) dialog.addEventListener(sign, (event) => event.stopPropagation());
  leave.addEventListener('click', logOut);
  let question;
  const tryWith = async (given) => {
    const problemNow = await open(password.value, given);
    if (!problemNow) return uncover();
    problem.textContent = problemNow.text;
    problem.hidden = false;
    again.hidden = !problemNow.isEnded;
    if (problemNow.asksCode) ofCode.hidden = false;
    // Each question is answered once: without a code the next try brings another.
    question = problemNow.passkey;
    byPasskey.hidden = !question || !globalThis.PublicKeyCredential;
    const field = ofCode.hidden ? password : code;
    field.focus();
    field.select();
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    tryWith(code.value);
  });
  byPasskey.addEventListener('click', async () => {
    const { usePasskey } = await import(`./passkey.js${new URL(import.meta.url).search}`);
    const given = await usePasskey(question).catch(() => '');
    if (given) await tryWith(given);
  });
  return dialog;
}

/** @returns {Promise<{text: string, asksCode?: boolean, isEnded?: boolean, passkey?: object} | null>} why it stays locked */
async function open(pwd, code) {
  const now = await state();
  if (!now) return { text: t('The server cannot be reached. What you typed is still there; try again in a moment.') };
  if (now.isEnded) return { text: t('Your session has ended. Log in again in another tab, then unlock here.'), isEnded: true };
  // What somebody else may not read was never shown to them.
  if (now.user !== user) return location.reload();
  await tellLock();
  const answer = await post('unlock', { pwd, code });
  if (!answer) return { text: t('The server cannot be reached. What you typed is still there; try again in a moment.') };
  if (answer.status < 400) {
    store.drop(LOCKED);
    return null;
  }
  const said = await answer.json().catch(() => ({}));
  return { text: sentence(said) || t('The password is wrong. Try again.'), asksCode: ['CodeNeededError', 'WrongCodeError'].includes(said.exc_type), passkey: said.passkey };
}

async function logOut() {
  await post('', {}, '/api/method/logout');
  store.drop(LOCKED);
  location.assign('/login');
}

// --- the server ---------------------------------------------------------------------------------
const headers = () => ({ Accept: 'application/json', 'Content-Type': 'application/json', 'X-Frappe-CSRF-Token': token() });

function post(act, values = {}, address = `/api/method/cfm_app.api.idle.${act}`) {
  const body = JSON.stringify({ _lang: language, ...values });
  return fetch(address, { method: 'POST', headers: headers(), body, keepalive: true }).catch(() => null);
}

/** How the session stands; the token of a log-in in another tab is taken over. */
async function state() {
  const answer = await fetch('/api/method/cfm_app.api.idle.state', { headers: headers() }).catch(() => null);
  if (!answer) return null;
  if (answer.status >= 400) return { isEnded: true };
  const { message } = await answer.json();
  if (message.user === user) {
    if (meta()) meta().content = message.token;
    if (globalThis.frappe?.csrf_token) globalThis.frappe.csrf_token = message.token;
  }
  return message;
}

function sentence(said) {
  const read = (text) => { try { return JSON.parse(text); } catch { return null; } };
  const lines = (read(said._server_messages) || []).map((each) => read(each)?.message || '');
  return new DOMParser().parseFromString(lines.join(' '), 'text/html').body.textContent.trim();
}

if (config) start();
