/**
 * Decisions that the server does not have yet, kept on the phone until it does.
 *
 * Only the number, the decision and its words are kept, never the case; they lie encrypted under the key of the session,
 * and are deleted as soon as they are sent, and when somebody else logs in. Of a restricted case they live as long as the
 * page. They lie in a database, which a phone that dies does not lose.
 */
const version = new URL(import.meta.url).search;
const [{ findCipher, opened, sealed }, store] = await Promise.all(['sealed', 'store'].map((name) => import(`./${name}.js${version}`)));

const STORE = 'decisions';
// For the drafts, a decision is one that a log-out would take away.
const KIND = 'decision';

/** @typedef {{name: string, action: string, text: string, user: string, at: number}} Decision */

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('cfm-approvals', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'name' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function inStore(mode, task) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = task(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

// A private window may refuse the store: then the decisions live as long as the page.
const inMemory = new Map();

/** @param {Decision} decision @param {boolean} lasting whether it may be stored on the phone */
export async function keep(decision, lasting = true) {
  const { name, user } = decision;
  inMemory.set(name, decision);
  if (!lasting) return;
  store.keep(KIND, name, { untilSent: true });
  if (!await findCipher()) return;
  const kept = { name, user, sealed: sealed(name, JSON.stringify(decision)) };
  await inStore('readwrite', (decisions) => decisions.put(kept)).catch(() => null);
}

export async function drop(name) {
  inMemory.delete(name);
  store.drop(KIND, name);
  await inStore('readwrite', (decisions) => decisions.delete(name)).catch(() => null);
}

/** One of an earlier version lies plainly; one of a session that has ended does not open, and is none. */
const read = ({ name, user, sealed: closed, ...plain }) => (plain.action ? { name, user, ...plain } : JSON.parse(opened(name, closed) || 'null'));

/** What is stored, where it can be opened. */
async function readable() {
  const stored = await inStore('readonly', (decisions) => decisions.getAll()).catch(() => []);
  return stored.length && await findCipher() ? stored : [];
}

/** @returns {Promise<Decision[]>} the oldest first */
export async function pending() {
  const stored = await readable();
  const merged = new Map([...stored.map(read).filter(Boolean).map((each) => [each.name, each]), ...inMemory]);
  return [...merged.values()].sort((one, other) => one.at - other.at);
}

/** Forget what another user of this phone, or a session that has ended, left behind. */
export async function keepOnlyOf(user) {
  const stored = await readable();
  for (const each of stored) if (each.user !== user || !read(each)) await drop(each.name);
}
