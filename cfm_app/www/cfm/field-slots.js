/*
 * The keys of what a device holds, one a record, in a file that is written in place: a database of the browser keeps what was
 * deleted. A slot of zeros is free. Only a worker may write in place.
 */
const FILE = 'cfm-field-slots';
const BYTES = 32;
const TRY_AGAIN_MS = 20;
const TRIES = 250;

const pause = () => new Promise((done) => setTimeout(done, TRY_AGAIN_MS));

/** The file, as soon as no other tab has it open. */
async function opened() {
  const folder = await navigator.storage.getDirectory();
  const file = await folder.getFileHandle(FILE, { create: true });
  for (let left = TRIES; ; left -= 1) {
    try {
      return await file.createSyncAccessHandle();
    } catch (error) {
      if (error.name !== 'NoModificationAllowedError' || !left) throw error;
      await pause();
    }
  }
}

const slotAt = (bytes, slot) => bytes.subarray(slot * BYTES, (slot + 1) * BYTES);
const isFree = (bytes) => bytes.every((each) => !each);

const tasks = {
  /** All of the file. */
  read: (_file, bytes) => bytes,

  /** A fresh key in the first slot that is free. */
  take(file, bytes) {
    let slot = 0;
    while (slot * BYTES < bytes.length && !isFree(slotAt(bytes, slot))) slot += 1;
    const key = crypto.getRandomValues(new Uint8Array(BYTES));
    file.write(key, { at: slot * BYTES });
    return { slot, key };
  },

  /** Overwrite the keys of these slots. */
  free(file, _bytes, slots) {
    for (const slot of slots) file.write(new Uint8Array(BYTES), { at: slot * BYTES });
  },

  /** Overwrite the keys of all slots but these. */
  freeOthers(file, bytes, kept) {
    const named = new Set(kept);
    for (let slot = 0; slot * BYTES < bytes.length; slot += 1) {
      if (!named.has(slot) && !isFree(slotAt(bytes, slot))) file.write(new Uint8Array(BYTES), { at: slot * BYTES });
    }
  },
};

async function run(task, slots) {
  const file = await opened();
  try {
    const bytes = new Uint8Array(file.getSize());
    file.read(bytes, { at: 0 });
    const result = tasks[task](file, bytes, slots);
    file.flush();
    return result;
  } finally {
    file.close();
  }
}

// One after the other: the file opens once at a time.
let last = Promise.resolve();
self.addEventListener('message', ({ data: { task, slots }, ports: [port] }) => {
  last = last.then(() => run(task, slots)).then((result) => port.postMessage({ result }), (error) => port.postMessage({ error: error.message }));
});
