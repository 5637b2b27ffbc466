/**
 * What was typed and is not yet stored, kept in this browser until the server has it.
 *
 * It belongs to the user who typed it, ends with their log-in, and lasts some hours at most. What may
 * turn out to be sensitive lies in the tab alone and goes when that is closed; what is sensitive is
 * never given to this module.
 */
const PREFIX = 'draft:cfm';
const MOST_HOURS = 12;
const FORGET = 'cfm_forget';

const cookie = (name) => decodeURIComponent(document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1] || '').replace(/^"|"$/g, '');

/** Where a device keeps what is typed in place of the browser's own stores, and whose it is. */
let device = null;

/**
 * Keep everything in a place of one's own from now on. @param {Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>} box
 * @param {Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>} ofTab what ends with the page @param {string} owner
 */
export function keepIn(box, ofTab, owner) {
  device = { boxes: { lasting: box, ofTab }, owner };
}

/** Whose device it is, once it is open. */
export const ownerOfDevice = () => device?.owner || '';

// A bench names whoever is not logged in.
const ofCookie = () => (cookie('user_id') === 'Guest' ? '' : cookie('user_id'));

/** Who is logged in, if anybody. A page that was opened without a connection does not say it. */
export const user = () => device?.owner || document.querySelector('meta[name=cfm-user]')?.content || ofCookie();

/** Both stores of the browser; private windows may refuse them. */
function boxes() {
  if (device) return device.boxes;
  try {
    return { lasting: localStorage, ofTab: sessionStorage };
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

/** How many drafts a log-out would take away. A mark without words is none. */
export function unsaved() {
  const inMemory = [...forms].reduce((sum, count) => sum + count(), 0);
  const mine = (key) => key.startsWith('draft:') && key.includes(`:${user()}:`);
  const drafts = Object.values(boxes()).flatMap((box) => keysOf(box).filter(mine).map((key) => parsed(box.getItem(key))));
  return inMemory + drafts.filter((draft) => Object.keys(draft || {}).some((name) => !['id', 'at'].includes(name))).length;
}

const keyOf = (kind, id) => `${PREFIX}:${user()}:${kind}:${id}`;

/** @param {string} kind @param {string} id @param {object} value @param {boolean} lasting whether it outlives the tab */
export function keep(kind, id, value, lasting = true) {
  // A page that is left keeps what is typed: not after a log-out.
  if (isForgotten) return;
  const { lasting: browser, ofTab } = boxes();
  const [box, other] = lasting ? [browser, ofTab] : [ofTab, browser];
  other?.removeItem(keyOf(kind, id));
  try {
    box?.setItem(keyOf(kind, id), JSON.stringify({ id, at: Date.now(), ...value }));
  } catch {
    // A full store is no reason to disturb whoever types: the page itself still has everything.
  }
}

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

/** Forget everything: somebody logs out. The forms that open without a connection go as well. */
export async function forget() {
  isForgotten = true;
  for (const box of Object.values(boxes())) {
    for (const key of keysOf(box)) if (key.startsWith('draft:')) box.removeItem(key);
  }
  const names = await globalThis.caches?.keys().catch(() => []) || [];
  await Promise.all(names.filter((name) => name.startsWith('cfm-pages-')).map((name) => caches.delete(name)));
}

/** Forget what is too old, what somebody else typed, and everything after a log-out elsewhere. */
async function tidy() {
  if (cookie(FORGET)) {
    document.cookie = `${FORGET}=; path=/; max-age=0`;
    await forget();
    isForgotten = false;
  }
  const own = user() ? `${PREFIX}:${user()}:` : PREFIX;
  const oldest = Date.now() - MOST_HOURS * 3600000;
  for (const box of Object.values(boxes())) {
    for (const key of keysOf(box).filter((each) => each.startsWith(PREFIX))) {
      if (!key.startsWith(own) || !(parsed(box.getItem(key))?.at > oldest)) box.removeItem(key);
    }
  }
}

const keysOf = (box) => Array.from({ length: box.length }, (_, place) => box.key(place));

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

await tidy();
