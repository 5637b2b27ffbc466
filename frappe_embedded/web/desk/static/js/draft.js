/**
 * What was typed and not yet stored, kept in this window until the server has said yes.
 *
 * It lies encrypted (XChaCha20-Poly1305) under a key that pages hold in their memory, and that the server gives as long as
 * the session lives. The cipher comes with the first key that is pressed, or with what an earlier page has left.
 */
import { one } from './dom.js';
import { holds } from './expression.js';

const NONCE_BYTES = 24;

/** The cipher, once it is here. */
let noble = null;
let coming = null;
/** What was to be kept before it was. @type {Map<string, any>} */
const waiting = new Map();

/** Without a connection it may not come, and is asked for again. */
function findCipher() {
  coming ||= import('./cipher.js').then((found) => {
    noble = found.noble;
    waiting.forEach((value, name) => seal(name, value));
    waiting.clear();
  }, () => { coming = null; });
  return coming;
}

for (const touch of ['keydown', 'pointerdown', 'input']) window.addEventListener(touch, findCipher, { capture: true, once: true });

/** Before a page reads what an earlier one has left. */
export const openDrafts = async () => Object.keys(sessionStorage).some((name) => name.startsWith('draft:')) && findCipher();

/** @param {any} data the page's data @param {string} [part] of the page, beside the form itself */
const key = (data, part = '') => `draft:${data.user}:${data.doctype}:${data.isNew ? 'new' : data.name}${part && `:${part}`}`;

/** Whether text may leave the memory: not of kinds that are not followed, nor while the app forbids it. */
const mayKeep = (data, doc) => data.keepsDraft && !(data.undraftedWhen && holds(data.undraftedWhen, doc));

/**
 * Remember the values.
 * @param {any} data @param {any} doc @param {string[]} changed the fields that are others than those stored
 */
export function keepDraft(data, doc, changed) {
  if (!mayKeep(data, doc)) return forgetDraft(data);
  return put(key(data), { at: Date.now(), doc, changed });
}

/** @returns {{at: number, doc: any, changed: string[], isOlder: boolean}|null} `isOlder`: others have stored something since */
export function findDraft(data) {
  const found = get(key(data));
  return found && { ...found, isOlder: !data.isNew && found.doc.modified !== data.doc.modified };
}

export function forgetDraft(data) {
  remove(key(data));
}

/** Remember a text that belongs to the document and is sent by itself; an empty one is forgotten. */
export function keepText(data, part, text) {
  if (text.trim() && mayKeep(data, data.doc)) put(key(data, part), { text });
  else remove(key(data, part));
}

/** @returns {string} */
export const findText = (data, part) => get(key(data, part))?.text || '';

/** How many drafts a log-out would take away: all that any page of the site keeps. */
export const countAll = () => [sessionStorage, localStorage].reduce((sum, box) => sum + Object.keys(box).filter((name) => name.startsWith('draft:')).length, 0);

/** Forget everything that any page of the site keeps for whoever logs out. */
export function forgetAll() {
  waiting.clear();
  sessionStorage.clear();
  for (const name of Object.keys(localStorage)) if (name.startsWith('draft:')) localStorage.removeItem(name);
}

const bytes = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
const inText = (given) => btoa(Array.from(given, (each) => String.fromCharCode(each)).join(''));

/** What is sealed opens in its session and under its own name alone. @param {string} name @param {Uint8Array} nonce */
const cipher = (name, nonce) => noble.xchacha20poly1305(bytes(one('meta[name="draft-key"]').content), nonce, new TextEncoder().encode(name));

function remove(name) {
  waiting.delete(name);
  sessionStorage.removeItem(name);
}

function put(name, value) {
  if (noble) return seal(name, value);
  waiting.set(name, value);
  return findCipher();
}

function seal(name, value) {
  try {
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    const sealed = cipher(name, nonce).encrypt(new TextEncoder().encode(JSON.stringify(value)));
    sessionStorage.setItem(name, inText([...nonce, ...sealed]));
  } catch {
    // A full store is no reason to disturb the writer: the page itself still has everything.
  }
}

function get(name) {
  if (waiting.has(name)) return waiting.get(name);
  try {
    const whole = bytes(sessionStorage.getItem(name) || '');
    return JSON.parse(new TextDecoder().decode(cipher(name, whole.subarray(0, NONCE_BYTES)).decrypt(whole.subarray(NONCE_BYTES))));
  } catch {
    return null;
  }
}
