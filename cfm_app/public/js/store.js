/**
 * What was typed and is not yet stored, kept in this browser until the server has it.
 *
 * It belongs to the user who typed it, lies encrypted under a key that ends with their session (`sealed.js`), and lasts
 * some hours at most. What is sensitive is never given to this module.
 */
const { findCipher, findKey, hasKeyOfSession, keyIn, sealedIn, useKey } = await import(`./sealed.js${new URL(import.meta.url).search}`);

const PREFIX = 'draft:cfm';
const MARK = 'mark:cfm';
const MOST_HOURS = 12;
const FORGET = 'cfm_forget';

const cookie = (name) => decodeURIComponent(document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1] || '').replace(/^"|"$/g, '');

/** Where a device keeps what is typed in place of the browser's own stores, and whose it is. */
let device = null;

/** @typedef {Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>} Box */

/**
 * Keep everything in a place of one's own from now on. @param {Box} box @param {Box} ofPage what ends with the page
 * @param {string} owner
 */
export function keepIn(box, ofPage, owner) {
  device = { boxes: { box, ofPage }, owner };
}

/** Whose device it is, once it is open. */
export const ownerOfDevice = () => device?.owner || '';

// A bench names whoever is not logged in.
const ofCookie = () => (cookie('user_id') === 'Guest' ? '' : cookie('user_id'));

/** Who is logged in, if anybody. A page that was opened without a connection does not say it. */
export const user = () => device?.owner || document.querySelector('meta[name=cfm-user]')?.content || ofCookie();

/** The store of the browser; private windows may refuse it. @returns {{box?: Box, ofPage?: Box}} */
function boxes() {
  if (device) return device.boxes;
  try {
    return { box: sealedIn(localStorage) };
  } catch {
    return {};
  }
}

/** The forms of this page: each keeps what is typed and says how much of it lies in the memory alone. */
const forms = new Set();
let isForgotten = false;

/** Have a form asked when somebody logs out. @param {() => number} count what no store holds, after keeping the rest */
export const askAtLogOut = (count) => forms.add(count);

/** Whether everything typed was given up: nothing is kept any more, and nobody is asked again. */
export const isGivenUp = () => isForgotten;

/** How many drafts a log-out would take away: those of the desk as well, which keeps its own in the tab. */
export function unsaved() {
  const inMemory = [...forms].reduce((sum, count) => sum + count(), 0);
  const mine = (key) => key.startsWith('draft:') && key.includes(`:${user()}:`);
  return inMemory + [...Object.values(boxes()), ...ofTab()].flatMap((box) => keysOf(box).filter(mine)).length;
}

/** What the desk keeps. */
function ofTab() {
  try {
    return device ? [] : [sessionStorage];
  } catch {
    return [];
  }
}

const keyOf = (kind, id, prefix = PREFIX) => `${prefix}:${user()}:${kind}:${id}`;

/** @param {string} kind @param {string} id @param {object} value @param {boolean} lasting whether a device without a network keeps it, too */
export function keep(kind, id, value, lasting = true) {
  const { box, ofPage = box } = boxes();
  const [place, other] = lasting ? [box, ofPage] : [ofPage, box];
  if (other !== place) other.removeItem(keyOf(kind, id));
  put(place, keyOf(kind, id), { id, at: Date.now(), ...value });
}

function put(box, key, value) {
  // A page that is left keeps what is typed: not after a log-out.
  if (isForgotten) return;
  try {
    box?.setItem(key, JSON.stringify(value));
  } catch {
    // A full store is no reason to disturb whoever types: the page itself still has everything.
  }
}

/** Remember that something was done, or asked: nothing that a log-out would lose. */
export const mark = (kind, id, text = '') => put(boxes().box, keyOf(kind, id, MARK), { at: Date.now(), text });

/** Wait until what was kept lies sealed in the browser: the next page finds it there alone. */
export const settled = () => findCipher();

/** The text of a mark, if there is one. @returns {string | undefined} */
export const marked = (kind, id) => parsed(boxes().box?.getItem(keyOf(kind, id, MARK)))?.text;

export function drop(kind, id) {
  for (const box of Object.values(boxes())) box.removeItem(keyOf(kind, id));
}

/** Forget what is kept of a kind under ids with this beginning. */
export function dropOf(kind, begin) {
  for (const { id } of kept(kind)) if (id.startsWith(begin)) drop(kind, id);
}

/** What is kept of a kind under an id. @returns {{id: string, at: number} | undefined} */
export const find = (kind, id) => kept(kind).find((each) => each.id === id);

/** What is kept of a kind, the newest first. @returns {{id: string, at: number}[]} */
export function kept(kind) {
  const begin = keyOf(kind, '');
  const found = Object.values(boxes()).flatMap((box) => keysOf(box)
    .filter((key) => key.startsWith(begin))
    .map((key) => parsed(box.getItem(key))));
  return found.filter(Boolean).sort((one, other) => other.at - one.at);
}

/** Forget everything: somebody logs out. */
export async function forget() {
  isForgotten = true;
  useKey('');
  await dropAll();
}

/** Everything of everybody; the forms that open without a connection go as well. */
async function dropAll() {
  const isTyped = (key) => /^(draft|mark):/.test(key);
  for (const box of [...Object.values(boxes()), ...ofTab()]) for (const key of keysOf(box).filter(isTyped)) box.removeItem(key);
  const names = await globalThis.caches?.keys().catch(() => []) || [];
  await Promise.all(names.filter((name) => name.startsWith('cfm-pages-')).map((name) => caches.delete(name)));
}

/** Another page of the session has its key, which a form that opened without a line lacks. @param {Document} page */
export async function takeKey(page) {
  const fresh = keyIn(page);
  const { box } = boxes();
  if (!fresh || device || !await opens(box)) return;
  const typed = keysOf(box).filter(isOwn).map((key) => [key, box.getItem(key)]).filter(([, text]) => text);
  useKey(fresh);
  for (const [key, text] of typed) box.setItem(key, text);
  tidyBox();
  dispatchEvent(new Event('drafts-opened'));
}

/** Forget what is too old, what somebody else or an earlier session left, and everything after a log-out elsewhere. */
async function tidy() {
  if (cookie(FORGET)) {
    document.cookie = `${FORGET}=; path=/; max-age=0`;
    await dropAll();
  }
  await findKey(user());
  if (hasKeyOfSession() && await opens(boxes().box)) tidyBox();
}

/** Whether what lies in a box can be read: without the cipher, which may not come, nothing tells whose it is. */
const opens = async (box) => !keysOf(box).some(isKeptHere) || findCipher();

const isKeptHere = (key) => [PREFIX, MARK].some((prefix) => key.startsWith(`${prefix}:`));
const isOwn = (key) => [PREFIX, MARK].some((prefix) => key.startsWith(`${prefix}:${user()}:`));

function tidyBox() {
  const { box } = boxes();
  const oldest = Date.now() - MOST_HOURS * 3600000;
  const isKept = (key) => {
    const found = isOwn(key) && parsed(box.getItem(key));
    return Boolean(found) && (found.untilSent || found.at > oldest);
  };
  for (const key of keysOf(box).filter(isKeptHere)) if (!isKept(key)) box.removeItem(key);
}

const keysOf = (box) => Array.from({ length: box?.length || 0 }, (_, place) => box.key(place));

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

await tidy();
