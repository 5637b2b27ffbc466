/**
 * What all scripts of the pages share: texts, calls to the server, short ways to elements.
 *
 * Modules load each other with the version of the page (`import.meta.url`), because web servers
 * let browsers keep public files for a year.
 */

const { user, ownerOfDevice, takeKey } = await import(`./store.js${new URL(import.meta.url).search}`);
const opener = user();
// A browser that was started anew knows no user until it asks; a device knows whose it is once it is open.
const openedBy = () => opener || ownerOfDevice();
const read = (id) => JSON.parse(document.getElementById(id)?.textContent || '{}');
const texts = read('cfm-texts');
// What the server answers to a session that nobody used for a while, or that was locked.
const LOCKED = 423;

/** What the server handed to the page. */
export const data = read('cfm-data');
export const language = document.documentElement.lang || 'fr';

const plural = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(`${language}-u-nu-latn`);
// The forms of what is counted: "[{0} ligne|{0} lignes]", of another value than the first "[1:…|…]".
const FORMS = /\[(?:(\d):)?([^[\]|]*\|[^[\]]*)\]/g;
const CATEGORIES = ['zero', 'one', 'two', 'few', 'many', 'other'];

function fitting(value, forms) {
  const category = plural.select(Math.abs(Number(value)));
  if (forms.length === CATEGORIES.length) return forms[CATEGORIES.indexOf(category)];
  return category === 'one' ? forms[0] : forms.at(-1);
}

/** A text in the user's language: `{0}` and so on stand for the values, and what numbers count has their form. */
export function t(text, ...values) {
  const formed = (texts[text] ?? text).replace(FORMS, (_all, at, forms) => fitting(values[at || 0], forms.split('|')));
  return formed.replace(/\{(\d)\}/g, (_, place) => (typeof values[place] === 'number' ? numbers.format(values[place]) : values[place] ?? ''));
}

/** @returns {HTMLElement} */
export const $ = (id) => document.getElementById(id);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/** An element with attributes and children; texts are never read as HTML. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value == null) continue;
    if (name in element && typeof value !== 'string') element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null && child !== '' && child !== false));
  return element;
}

/** Say something to screen readers. */
export function announce(text) {
  $('announce').textContent = text;
}

/** Take the files that are chosen, also those chosen before this script was there. */
export function onFiles(input, take) {
  input.addEventListener('change', take);
  if (input.files.length) take();
}

/** A task done once nobody has asked for it for a while; `cancel` forgets what was asked for. */
export function debounce(task, milliseconds) {
  let timer;
  const later = (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => task(...values), milliseconds);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}

/** A key for a request that may be sent twice. Offices without HTTPS have no `crypto.randomUUID`. */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Small letters without accents. */
export function fold(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}

/** A refusal of the server, or none of its answers: `status` is 0 when it was not reached. */
export class CallError extends Error {
  constructor(message, status, kind = '', asksCode = false, asksPasskey = false) {
    super(message);
    this.status = status;
    this.kind = kind;
    this.asksCode = asksCode;
    this.asksPasskey = asksPasskey;
  }
}

/**
 * Call a method of the app; reading with GET, writing with POST. What holds words, a category or the number of a
 * person goes by POST as well: servers and proxies write addresses into their logs.
 *
 * Who had to log in again meanwhile, in another tab, goes on here without losing the page; who has to give a
 * fresh code first gives it here, and what was asked is asked again.
 */
export async function call(method, values = {}, post = false) {
  if (local && !local.online.test(method)) return answerHere(method, values);
  const used = token();
  try {
    return await ask(method, values, post);
  } catch (error) {
    if (error.kind === 'ObligationError') offerObligations();
    if (error.asksCode && await giveCode(error)) return ask(method, values, post);
    if (error.asksCode) throw error;
    if (error.status === LOCKED && await isUnlocked()) return ask(method, values, post);
    if (![401, 403].includes(error.status) && error.kind !== 'CSRFTokenError') throw error;
    const session = await look(used);
    if (session === 'renewed') return ask(method, values, post);
    if (session === 'same') throw error;
    if (openedBy()) offerLogIn();
    throw new CallError(t('Your session has ended. Log in again in another tab, then try again.'), 401);
  }
}

/** @type {{answers: Object<string, (values: object) => any>, online: RegExp} | null} */
let local = null;

/** Have methods answered by the page itself, all but those that a pattern names: a device without a network. */
export function answerWith(answers, online) {
  local = { answers, online };
}

async function answerHere(method, values) {
  if (method in local.answers) return local.answers[method](values);
  throw new CallError(t('This needs a connection.'), 0);
}

/** The page covers itself and asks for the password. @returns {Promise<boolean>} whether somebody gave it */
function isUnlocked() {
  const isHeard = !dispatchEvent(new Event('session-locked', { cancelable: true }));
  return isHeard && new Promise((done) => { addEventListener('session-unlocked', () => done(true), { once: true }); });
}

/** @returns {Promise<boolean>} whether a fresh code was given */
async function giveCode({ message, asksPasskey }) {
  const { askForCode } = await import(`./code_dialog.js${new URL(import.meta.url).search}`);
  const question = asksPasskey ? () => ask('second_factor.passkey_question', {}, true) : null;
  return askForCode(message, (code) => ask('second_factor.confirm', { code }, true), question);
}

/** The way to the log-in: in another tab, so that nothing typed here is lost. */
function offerLogIn() {
  if ($('log-in')) return;
  const link = el('a', { href: '/login', target: '_blank', rel: 'noopener' }, t('Log in again in another tab'));
  link.addEventListener('click', () => link.parentElement.remove());
  document.body.append(el('p', { id: 'log-in', class: 'alert amber', role: 'status' }, link));
}

/** The way to what has to be signed or learned first: in another tab, so that nothing typed here is lost. */
function offerObligations() {
  if ($('obliged')) return;
  const link = el('a', { href: '/cfm/obligations', target: '_blank', rel: 'noopener' }, t('What I must sign and learn'));
  const note = el('p', { id: 'obliged', class: 'alert amber obliged', role: 'status' }, t('Sign in another tab, then save here: what you typed stays.'), ' ', link);
  $('main').prepend(note);
}

async function ask(method, values, post) {
  const address = `/api/method/cfm_app.api.${method}`;
  const given = Object.entries(values).filter(([, value]) => value != null && value !== '');
  // The framework reads the address only where no JSON is sent.
  const query = new URLSearchParams(post ? {} : { _lang: language, ...Object.fromEntries(given) });
  const options = { headers: { Accept: 'application/json' }, credentials: 'same-origin' };
  if (post) {
    options.method = 'POST';
    options.headers['Content-Type'] = 'application/json';
    options.headers['X-Frappe-CSRF-Token'] = token();
    options.body = JSON.stringify({ _lang: language, ...values });
  }
  const response = await fetch(`${address}?${query}`, options).catch(() => null);
  const body = await response?.json().catch(() => null);
  // An answer that was cut off on its way counts as none: nobody knows what it said.
  if (!response || (response.ok && !body)) throw new CallError(t('The server cannot be reached.'), 0);
  if (response.ok) return body.message;
  throw new CallError(sentence(body ?? {}, response.status), response.status, body?.exc_type || '', Boolean(body?.asks_code), Boolean(body?.asks_passkey));
}

const meta = (page, name) => page.querySelector(`meta[name=${name}]`);
const token = () => meta(document, 'csrf-token').content;

/** Whether the user's session goes on, has ended, or has another token than the one used, which is taken over. */
async function look(used) {
  const response = await fetch(location.pathname, { credentials: 'same-origin' }).catch(() => null);
  if (!response?.ok) return 'same';
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const fresh = meta(page, 'csrf-token').content;
  const now = meta(page, 'cfm-user')?.content;
  // What an open device holds is sent by whoever is logged in: the office says who may.
  if (ownerOfDevice() ? !now : now !== openedBy()) return 'ended';
  await takeKey(page);
  if (fresh === used) return 'same';
  meta(document, 'csrf-token').content = fresh;
  return 'renewed';
}

/** What the server says about its refusal, as plain text. */
export function sentence(body, status) {
  const said = messages(body._server_messages).map(plain).filter(Boolean);
  if (said.length) return said.join(' ');
  if (status === 403) return t('You may not do this.');
  return t('Something went wrong. Nothing was stored; please try again.');
}

function messages(text) {
  try {
    return JSON.parse(text || '[]').map((each) => JSON.parse(each).message || '');
  } catch {
    return [];
  }
}

function plain(html) {
  return new DOMParser().parseFromString(html, 'text/html').body.textContent.trim();
}
