/** Calls of the public HTTP API, and what it says when something is wrong. */
import { one, plain, t } from './dom.js';
import { giveCode } from './fresh-code.js';
import { logInAgain } from './relogin.js';

/** What the server refused, with the words for people. */
export class ServerError extends Error {
  /** @param {number} status @param {any} body */
  constructor(status, body) {
    const messages = messagesOf(body);
    super(messages[0] || fallback(status, body));
    this.status = status;
    this.type = body?.exc_type || '';
    this.messages = messages.length ? messages : [this.message];
    this.missing = missingFields(body);
    this.notice = noticeOf(body);
    this.links = linksIn(saidBy(body));
  }
}

/** What the server says besides its answer. @param {any} body @returns {string[]} */
export const messagesOf = (body) => saidBy(body).map(({ message }) => plain(message)).filter(Boolean);

/**
 * What the server has to say although it did what was asked, for people to read at leisure; null if nothing.
 * @param {any} body @returns {{title: string, texts: string[], links: {href: string, text: string}[]} | null}
 */
export function noticeAfter(body) {
  const said = saidBy(body).filter(({ alert, message }) => !alert && plain(message));
  if (!said.length) return null;
  return {
    title: said.find(({ title }) => title)?.title || '',
    texts: said.map(({ message }) => plain(message)),
    links: linksIn(said),
  };
}

/** The links within the desk that a message holds. @param {any[]} said @returns {{href: string, text: string}[]} */
function linksIn(said) {
  return said.flatMap(({ message }) => [...new DOMParser().parseFromString(message || '', 'text/html').querySelectorAll('a[href^="/"]')])
    .map((link) => ({ href: link.getAttribute('href'), text: link.textContent }));
}

/** @param {any} body @returns {any[]} */
function saidBy(body) {
  try {
    return JSON.parse(body?._server_messages || '[]').map((text) => JSON.parse(text));
  } catch {
    return [];
  }
}

/**
 * The title under which the server tells what it did instead, where it did not do what was asked and
 * nothing is wrong; else empty.
 * @param {any} body @returns {string}
 */
function noticeOf(body) {
  const said = saidBy(body);
  const isCalm = said.every(({ indicator, raise_exception: isRaised }) => indicator && indicator !== 'red' && !isRaised);
  return (isCalm && said.find(({ title }) => title)?.title) || '';
}

/** @param {number} status @param {any} body */
function fallback(status, body) {
  if (status === 0) return t('The server cannot be reached. What you typed is still here; try again in a moment.');
  if (status === 401 || status === 403) return t('You have no right to do this.');
  if (status === 404) return t('This entry is gone, or you may not see it.');
  if (status === 413) return t('The file is too large.');
  if (status >= 500) return t('The server could not do this. Nothing was changed; try again.');
  const text = plain(body?.exception || '').replace(/^[\w.]+:\s*/, '');
  return text || t('The server could not do this. Nothing was changed; try again.');
}

/** Field names that a MandatoryError lists. @param {any} body @returns {string[]} */
function missingFields(body) {
  if (body?.exc_type !== 'MandatoryError') return [];
  const list = String(body.exception || '').split(']:').pop() || '';
  return list.split(',').map((name) => name.trim()).filter((name) => /^\w+$/.test(name));
}

const LOCKED = 423;
const NO_ANSWER = { status: 0, body: null };

export const csrfToken = () => one('meta[name="csrf-token"]').content;

/**
 * One request; logs in again in place if the session has ended meanwhile, and asks for a fresh code where
 * the answer names a method that takes it (`asks_code`), or a passkey by another that says what it is asked (`asks_passkey`).
 * @param {string} verb @param {string} path @param {any} [body] @returns {Promise<any>}
 */
export async function request(verb, path, body) {
  const answer = await send(verb, path, body);
  if (answer.status && answer.status < 400) return answer.body;
  if (answer.body?.session_expired && await logInAgain()) return request(verb, path, body);
  if (answer.status === LOCKED && await isUnlocked()) return request(verb, path, body);
  const refusal = new ServerError(answer.status, answer.body);
  const { asks_code: taker, asks_passkey: asker } = answer.body ?? {};
  if (taker && await giveCode(refusal.message, (code) => sendCode(taker, code), asker ? () => askPasskey(asker) : null)) return request(verb, path, body);
  throw refusal;
}

/** An app covers the page until somebody proves themselves (`session-locked`). @returns {Promise<boolean>} whether they did */
function isUnlocked() {
  const isHeard = !dispatchEvent(new Event('session-locked', { cancelable: true }));
  return isHeard && new Promise((done) => { addEventListener('session-unlocked', () => done(true), { once: true }); });
}

/** @param {string} method @param {string} code @returns {Promise<string>} why it was not taken; empty if it was */
async function sendCode(method, code) {
  const answer = await send('POST', `/api/method/${method}`, { code });
  return answer.status === 200 ? '' : new ServerError(answer.status, answer.body).message;
}

/** @param {string} method @returns {Promise<any>} what a passkey is asked */
async function askPasskey(method) {
  const answer = await send('POST', `/api/method/${method}`, {});
  if (answer.status !== 200) throw new ServerError(answer.status, answer.body);
  return answer.body.message;
}

let change = '';

/**
 * What is stored meanwhile is one change of the set-up: it stands in its history, and goes back, as a whole.
 * @template T @param {() => Promise<T>} work @returns {Promise<T>}
 */
export async function asOneChange(work) {
  change = [...crypto.getRandomValues(new Uint8Array(10))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  try {
    return await work();
  } finally {
    change = '';
  }
}

/** An answer that was cut off on its way counts as none: nobody knows what it said. */
async function send(verb, path, body) {
  const headers = { Accept: 'application/json', 'X-Frappe-CSRF-Token': csrfToken() };
  if (change && verb !== 'GET') headers['X-Change-Batch'] = change;
  const isForm = body instanceof FormData;
  if (body !== undefined && !isForm) headers['Content-Type'] = 'application/json';
  try {
    const response = await fetch(path, {
      method: verb, headers, body: body === undefined ? undefined : isForm ? body : JSON.stringify(body),
    });
    const said = await response.json().catch(() => null);
    return response.ok && said === null ? NO_ANSWER : { status: response.status, body: said };
  } catch {
    return NO_ANSWER;
  }
}

/** A whitelisted method. @param {string} method @param {Object<string, any>} [values] @returns {Promise<any>} */
export async function call(method, values = {}) {
  return (await request('POST', `/api/method/${method}`, values))?.message;
}

/** A method that only reads. @param {string} method @param {Object<string, any>} values @returns {Promise<any>} */
export async function ask(method, values) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined && value !== null) query.set(key, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  return (await request('GET', `/api/method/${method}?${query}`))?.message;
}

/** @param {string} doctype @param {string} [name] */
export function resourcePath(doctype, name) {
  const base = `/api/resource/${encodeURIComponent(doctype)}`;
  return name === undefined ? base : `${base}/${encodeURIComponent(name)}`;
}

/**
 * Upload a file and attach it, telling how much is sent.
 * @param {File} file @param {{doctype: string, docname: string, fieldname?: string, isPrivate?: boolean}} about
 * @param {(share: number) => void} [progress] @returns {Promise<any>} the File document
 */
export function upload(file, about, progress) {
  const form = new FormData();
  form.append('file', file, file.name);
  form.append('is_private', about.isPrivate === false ? '0' : '1');
  if (about.docname) {
    form.append('doctype', about.doctype);
    form.append('docname', about.docname);
    if (about.fieldname) form.append('fieldname', about.fieldname);
  }
  return new Promise((resolve, reject) => {
    const sender = new XMLHttpRequest();
    sender.open('POST', '/api/method/upload_file');
    sender.responseType = 'json';
    sender.setRequestHeader('X-Frappe-CSRF-Token', csrfToken());
    sender.setRequestHeader('Accept', 'application/json');
    sender.upload.addEventListener('progress', (event) => progress?.(event.total ? event.loaded / event.total : 0));
    sender.addEventListener('load', () => {
      if (sender.status >= 400) reject(new ServerError(sender.status, sender.response));
      else if (sender.response === null) reject(new ServerError(0, null));
      else resolve(sender.response.message);
    });
    sender.addEventListener('error', () => reject(new ServerError(0, null)));
    sender.send(form);
  });
}
