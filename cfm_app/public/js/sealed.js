/**
 * A store of the browser in which values lie encrypted (XChaCha20-Poly1305), under the key of the session.
 *
 * The key comes with a page, lies in its memory alone, and no server gives it once the session has ended. Once somebody
 * types nothing here waits: a page that is left keeps what was typed last, and an office without HTTPS has no encryption by
 * the browser. The cipher comes with the first key that is pressed, or with what an earlier page has left.
 */
const version = new URL(import.meta.url).search;

const KEY_BYTES = 32;
const NONCE_BYTES = 24;
const ANSWER_MS = 500;
const META = 'cfm-draft-key';

const bytes = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
const inText = (given) => btoa(Array.from(given, (each) => String.fromCharCode(each)).join(''));
const written = (text) => new TextEncoder().encode(text);

/** The key of the session as a page has it; empty in one that is the same for everybody. @param {ParentNode} page */
export const keyIn = (page) => page.querySelector(`meta[name=${META}]`)?.content || '';

/** The key, and whether it is that of the session: a form that opened without a line may not have it. */
let held = { text: keyIn(document), isOfSession: Boolean(keyIn(document)) };

/**
 * What a page of the same user, left a moment ago, has handed to the worker: it keeps it in its memory while pages change.
 * @param {string} user
 */
async function handedOver(user) {
  const worker = navigator.serviceWorker?.controller;
  if (!worker) return '';
  const { port1, port2 } = new MessageChannel();
  const told = new Promise((done) => {
    port1.onmessage = ({ data }) => done(data);
    setTimeout(() => done(''), ANSWER_MS);
  });
  worker.postMessage({ draftKeyOf: user }, [port2]);
  return told;
}

/** Have a key: without a line that of the page before, or one that lives as long as this page. @param {string} user */
export async function findKey(user) {
  if (!held.text && user) {
    const found = await handedOver(user);
    held = found ? { text: found, isOfSession: true } : { text: inText(crypto.getRandomValues(new Uint8Array(KEY_BYTES))), isOfSession: false };
  }
  addEventListener('pagehide', () => held.isOfSession && handOver(held.text, user));
}

const handOver = (draftKey, user = '') => navigator.serviceWorker?.controller?.postMessage({ draftKey, user });

/** Use another key, or none any more: then nobody gets one from the worker either. @param {string} text */
export function useKey(text) {
  held = { text, isOfSession: Boolean(text) };
  if (text) return;
  waiting.clear();
  handOver('');
}

export const hasKeyOfSession = () => held.isOfSession;

/** The cipher, once it is here. */
let noble = null;
let coming = null;
/** What was given to a store before it was, by store and name. @type {Map<Storage, Map<string, string>>} */
const waiting = new Map();

/** Have the cipher. @returns {Promise<boolean>} without a connection it may not come, and is asked for again */
export function findCipher() {
  coming ||= fetched().then((found) => {
    noble = found.noble;
    for (const [store, values] of waiting) for (const [name, text] of values) keep(store, name, text);
    waiting.clear();
    return true;
  }, () => {
    coming = null;
    return false;
  });
  return coming;
}

async function fetched() {
  return import(`./cipher.js${version}`);
}

for (const touch of ['keydown', 'pointerdown', 'input']) addEventListener(touch, findCipher, { capture: true, once: true });

// What is sealed opens under its own name alone.
const cipher = (name, nonce) => noble.xchacha20poly1305(bytes(held.text), nonce, written(name));

/** @param {string} name @param {string} text @returns {string} */
export function sealed(name, text) {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const closed = cipher(name, nonce).encrypt(written(text));
  return inText([...nonce, ...closed]);
}

/** @param {string} name @param {string} text @returns {string | null} nothing for what does not open */
export function opened(name, text) {
  try {
    const whole = bytes(text);
    return new TextDecoder().decode(cipher(name, whole.subarray(0, NONCE_BYTES)).decrypt(whole.subarray(NONCE_BYTES)));
  } catch {
    return null;
  }
}

const keep = (store, name, text) => store.setItem(name, sealed(name, text));

function keepOrWait(store, name, text) {
  if (noble) return keep(store, name, text);
  if (!waiting.has(store)) waiting.set(store, new Map());
  waiting.get(store).set(name, text);
  findCipher();
}

/** @param {Storage} store @returns {Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>} what does not open reads as nothing */
export const sealedIn = (store) => ({
  get length() { return store.length; },
  key: (place) => store.key(place),
  getItem: (name) => waiting.get(store)?.get(name) ?? opened(name, store.getItem(name) ?? ''),
  setItem: (name, text) => held.text && keepOrWait(store, name, text),
  removeItem: (name) => {
    waiting.get(store)?.delete(name);
    store.removeItem(name);
  },
});
