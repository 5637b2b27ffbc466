/**
 * What a device holds of people, encrypted with keys that only the PIN opens.
 *
 * Each record has a key of its own (AES-256-GCM), which HKDF makes of two secrets. One lies wrapped under a key that PBKDF2
 * derives from the PIN (SHA-256, 600,000 rounds, as OWASP's Password Storage Cheat Sheet asks), and opened it cannot be
 * exported. The other is a slot of a file that is overwritten as soon as the record is changed or deleted: the database
 * keeps older bytes, and nothing opens them. After ten wrong PINs in a row everything goes, also what was not sent; so it
 * does when nobody opened the device for as many days as its office sets.
 */
const slots = await import(`./field_slots.js${new URL(import.meta.url).search}`);

const DATABASE = 'cfm-field';
const ABOUT = 'about';
const RECORDS = 'records';
const PARTS = 'parts';
const DEVICE = 'device';
const ROUNDS = 600000;
const SALT_BYTES = 16;
const IV_BYTES = 12;
const PURPOSE = 'cfm field record 1';
const DAY_MS = 24 * 60 * 60000;

export const MOST_TRIES = 10;

/** Whether the browser can encrypt here: it does so on pages that came over HTTPS alone. */
export const isPossible = () => Boolean(globalThis.crypto?.subtle && globalThis.indexedDB) && slots.isPossible();

/** @typedef {{code: string, label: string, user: string, publicKey: string, salt: Uint8Array, iv: Uint8Array, wrapped: ArrayBuffer, tries: number,
 *   opened: number, days?: number}} Device `opened` is when, `days` how many it may lie unopened, 0 for ever */

/** What the PIN opens, and for records of earlier versions the same secret as their key. @type {{secret: CryptoKey, ofAll: CryptoKey} | null} */
let opened = null;

function database() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 2);
    request.onupgradeneeded = () => {
      const there = request.result.objectStoreNames;
      for (const name of [ABOUT, RECORDS, PARTS]) if (!there.contains(name)) request.result.createObjectStore(name);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function inStore(name, mode, task) {
  const base = await database();
  try {
    return await new Promise((resolve, reject) => {
      // On the disk before it is said to be kept: a battery that dies takes what lies in buffers.
      const transaction = base.transaction(name, mode, { durability: 'strict' });
      const request = task(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    base.close();
  }
}

const random = (bytes) => crypto.getRandomValues(new Uint8Array(bytes));
const store = (device) => inStore(ABOUT, 'readwrite', (about) => about.put(device, DEVICE));

/** @returns {Promise<Device | undefined>} what the device says of itself without its PIN */
export const device = () => inStore(ABOUT, 'readonly', (about) => about.get(DEVICE));

async function fromPin(pin, salt) {
  const typed = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, ['deriveKey']);
  const derived = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(derived, typed, { name: 'AES-GCM', length: 256 }, false, ['wrapKey', 'unwrapKey']);
}

/** Begin anew with a PIN. @param {{code: string, label: string, user: string, publicKey: string}} about @param {string} pin */
export async function begin(about, pin) {
  await wipe();
  const [salt, iv] = [random(SALT_BYTES), random(IV_BYTES)];
  const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt']);
  const wrapped = await crypto.subtle.wrapKey('raw', fresh, await fromPin(pin, salt), { name: 'AES-GCM', iv });
  await store({ ...about, salt, iv, wrapped, tries: 0, opened: Date.now() });
  await open(pin);
}

/** Open with the PIN. @returns {Promise<number>} how many wrong tries are left; nothing is left of the device at 0, -1 if it is open */
export async function open(pin) {
  const known = await device();
  // Counted before it is tried: whoever ends the browser in time gains no try.
  await store({ ...known, tries: known.tries + 1 });
  try {
    const under = await fromPin(pin, known.salt);
    const unwrapped = (kind, uses) => crypto.subtle.unwrapKey('raw', known.wrapped, under, { name: 'AES-GCM', iv: known.iv }, kind, false, uses);
    opened = { secret: await unwrapped('HKDF', ['deriveKey']), ofAll: await unwrapped('AES-GCM', ['decrypt']) };
  } catch {
    const left = MOST_TRIES - known.tries - 1;
    if (left <= 0) await wipe();
    return Math.max(left, 0);
  }
  await store({ ...known, tries: 0, opened: Date.now() });
  await renewOlder();
  return -1;
}

/** How long the device may lie unopened. @param {number} days 0 for ever */
export async function limit(days) {
  await store({ ...(await device()), days });
}

/** Remove everything if the device lay unopened too long. @returns {Promise<number>} for how many days that is, 0 if it stays */
export async function expire() {
  const known = await device();
  const isOver = known?.days && known.opened && Date.now() - known.opened > known.days * DAY_MS;
  if (!isOver) return 0;
  await wipe();
  return known.days;
}

/** @param {Uint8Array} own of the record */
function keyOf(own) {
  const made = { name: 'HKDF', hash: 'SHA-256', salt: own, info: new TextEncoder().encode(PURPOSE) };
  return crypto.subtle.deriveKey(made, opened.secret, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

// Tabs take turns: none frees a slot whose record another is about to write.
const alone = (task) => navigator.locks.request(DATABASE, task);

const record = (id) => inStore(RECORDS, 'readonly', (records) => records.get(id));
const everything = () => inStore(RECORDS, 'readonly', (records) => records.getAll());
const slotOf = (found) => (found?.slot === undefined ? [] : [found.slot]);

/** @param {string} id @param {object} value @param {number} [until] when the record goes by itself, also while nobody knows the PIN */
export const put = (id, value, until) => alone(async () => {
  const before = await record(id);
  const { slot, key } = await slots.take();
  const iv = random(IV_BYTES);
  const body = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await keyOf(key), new TextEncoder().encode(JSON.stringify(value)));
  await inStore(RECORDS, 'readwrite', (records) => records.put({ id, iv, body, slot, ...(until && { until }) }, id));
  await slots.free(slotOf(before));
});

/** @param {string} id */
export const drop = (id) => alone(async () => remove(await record(id), id));

async function remove(found, id) {
  await inStore(RECORDS, 'readwrite', (records) => records.delete(id));
  await slots.free(slotOf(found));
}

/** Records go whose time is over, and their keys. It takes no PIN. */
export const dropOld = () => alone(async () => {
  for (const found of await everything()) if (found.until < Date.now()) await remove(found, found.id);
});

async function read({ iv, body, slot }, keys) {
  const key = slot === undefined ? opened.ofAll : await keyOf(keys(slot));
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, body)));
}

/** Everything that is held, by its id. @returns {Promise<Map<string, any>>} */
export async function all() {
  const keys = await slots.keys();
  return new Map(await Promise.all((await everything()).map(async (found) => [found.id, await read(found, keys)])));
}

/** Records of earlier versions get a key of their own. */
async function renewOlder() {
  for (const found of (await everything()).filter(({ slot }) => slot === undefined)) await put(found.id, await read(found));
}

/** Keys without a record go: somebody ended the browser between the two. It takes no PIN. */
export const freeForgotten = () => alone(async () => slots.freeOthers((await everything()).flatMap(slotOf)));

// Parts of files come encrypted, each file with a key of its own, which lies with its case (`field_files.js`).
const ofFile = (file) => IDBKeyRange.bound([file], [file, []]);

/** @param {string} file @param {number} number @param {Uint8Array} body */
export const putPart = (file, number, body) => inStore(PARTS, 'readwrite', (parts) => parts.put(body, [file, number]));

/** @returns {Promise<Uint8Array | undefined>} */
export const part = (file, number) => inStore(PARTS, 'readonly', (parts) => parts.get([file, number]));

export const dropParts = (file) => inStore(PARTS, 'readwrite', (parts) => parts.delete(ofFile(file)));

/** The files of which there are parts. @returns {Promise<Set<string>>} */
export const filesWithParts = async () => new Set((await inStore(PARTS, 'readonly', (parts) => parts.getAllKeys())).map(([file]) => file));

/** Nothing of the device stays. */
export async function wipe() {
  opened = null;
  const clear = (name) => inStore(name, 'readwrite', (each) => each.clear());
  await clear(RECORDS);
  // The database may keep bytes of what was cleared: without their keys nothing opens them.
  await slots.freeOthers([]);
  for (const name of [PARTS, ABOUT]) await clear(name);
}
