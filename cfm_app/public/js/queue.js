/**
 * Decisions that the server does not have yet, kept on the phone until it does.
 *
 * Only the number, the decision and its words are kept, never the case; they are deleted as soon
 * as they are sent, and when somebody else logs in. Of a restricted case they live as long as the page.
 */
const STORE = 'decisions';

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
  inMemory.set(decision.name, decision);
  if (lasting) await inStore('readwrite', (store) => store.put(decision)).catch(() => null);
}

export async function drop(name) {
  inMemory.delete(name);
  await inStore('readwrite', (store) => store.delete(name)).catch(() => null);
}

/** @returns {Promise<Decision[]>} the oldest first */
export async function pending() {
  const stored = await inStore('readonly', (store) => store.getAll()).catch(() => []);
  const merged = new Map([...stored.map((each) => [each.name, each]), ...inMemory]);
  return [...merged.values()].sort((one, other) => one.at - other.at);
}

/** Forget what another user of this phone left behind. */
export async function keepOnlyOf(user) {
  for (const each of await pending()) if (each.user !== user) await drop(each.name);
}
