/** The keys of single records (`www/cfm/field-slots.js`), for the page: each is overwritten where it lies once its record goes. */
const ADDRESS = `/cfm/field-slots.js${new URL(import.meta.url).search}`;

/** @type {Worker | null} */
let worker = null;

function ask(task, slots = []) {
  worker ||= new Worker(ADDRESS);
  return new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => ('error' in data ? reject(new Error(data.error)) : resolve(data.result));
    worker.onerror = (event) => {
      worker = null;
      reject(new Error(event.message));
    };
    worker.postMessage({ task, slots }, [port2]);
  });
}

const BYTES = 32;

/** Whether the browser has a file that is written in place. */
export const isPossible = () => Boolean(globalThis.Worker && navigator.storage?.getDirectory && navigator.locks);

/** @returns {Promise<{slot: number, key: Uint8Array}>} a fresh key, on the disk */
export const take = () => ask('take');

/** @param {number[]} slots */
export const free = (slots) => ask('free', slots);

/** @param {number[]} kept */
export const freeOthers = (kept) => ask('freeOthers', kept);

/** @returns {Promise<(slot: number) => Uint8Array>} */
export async function keys() {
  const bytes = await ask('read');
  return (slot) => bytes.subarray(slot * BYTES, (slot + 1) * BYTES);
}
