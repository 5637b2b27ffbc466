/**
 * Files of a case on a device: cut into parts, each encrypted before it is kept, under a key that each file has of its own.
 *
 * What lies in the store opens with that key alone. The key lies with the case: under the PIN, or sealed for the office
 * with what is sensitive; until the case is kept, in the memory of the page. So a file needs no second look when its
 * case turns out to be sensitive, and no more memory than one part while it is sent.
 */
const version = new URL(import.meta.url).search;
const [{ CallError, call, t }, vault] = await Promise.all(['core', 'field_vault'].map((name) => import(`./${name}.js${version}`)));

export const PART_BYTES = 128 * 1024;
export const MOST_FILES = 8;
export const MOST_BYTES = 64 * PART_BYTES;
const IV_BYTES = 12;
// So often the office may ask for the same parts anew: then something on the way spoils them.
const MOST_ROUNDS = 4;

/**
 * @typedef {{id: string, kind: 'signature' | 'thumb' | 'photo' | 'recording', type: string, size: number, parts: number, digest: string, key: string}} Kept
 */

const hex = (bytes) => [...new Uint8Array(bytes)].map((each) => each.toString(16).padStart(2, '0')).join('');
const about = (id, number, count) => new TextEncoder().encode(`${id} ${number} ${count}`);
const fromText = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));

export function inText(bytes) {
  let read = '';
  for (const each of bytes) read += String.fromCharCode(each);
  return btoa(read);
}

/** Keep a file. @param {Kept['kind']} kind @param {Uint8Array} bytes @param {string} type @returns {Promise<Kept>} */
export async function keepFile(kind, bytes, type) {
  if (!bytes.length) throw new CallError(t('The file is empty.'), 417);
  if (bytes.length > MOST_BYTES) throw new CallError(t('The file is too large: {0} MB are taken at most.', MOST_BYTES / 1024 ** 2), 417);
  const id = hex(crypto.getRandomValues(new Uint8Array(16)));
  const secret = crypto.getRandomValues(new Uint8Array(32));
  const key = await crypto.subtle.importKey('raw', secret, 'AES-GCM', false, ['encrypt']);
  const count = Math.ceil(bytes.length / PART_BYTES);
  for (let number = 0; number < count; number += 1) {
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const piece = bytes.subarray(number * PART_BYTES, (number + 1) * PART_BYTES);
    const body = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: about(id, number, count) }, key, piece);
    const whole = new Uint8Array(IV_BYTES + body.byteLength);
    whole.set(iv);
    whole.set(new Uint8Array(body), IV_BYTES);
    await vault.putPart(id, number, whole);
  }
  const digest = hex(await crypto.subtle.digest('SHA-256', bytes));
  return { id, kind, type, size: bytes.length, parts: count, digest, key: inText(secret) };
}

/** What is in a file, for whoever has its key. @param {Kept} file @returns {Promise<Uint8Array>} */
export async function contentOf({ id, parts: count, size, key: secret }) {
  const key = await crypto.subtle.importKey('raw', fromText(secret), 'AES-GCM', false, ['decrypt']);
  const bytes = new Uint8Array(size);
  for (let number = 0; number < count; number += 1) {
    const whole = await vault.part(id, number);
    const opens = { name: 'AES-GCM', iv: whole.subarray(0, IV_BYTES), additionalData: about(id, number, count) };
    bytes.set(new Uint8Array(await crypto.subtle.decrypt(opens, key, whole.subarray(IV_BYTES))), number * PART_BYTES);
  }
  return bytes;
}

/** Forget the parts of files that nothing on the device names: they were begun, and the page went. @param {Set<string>} named */
export async function sweep(named) {
  for (const file of await vault.filesWithParts()) if (!named.has(file)) await vault.dropParts(file);
}

/**
 * Send a case and whatever the office lacks of its files, until it lacks nothing.
 *
 * @param {() => Promise<{missing: Object<string, number[]>}>} send the case; may be asked again and is taken once
 * @param {(file: string, number: number) => Promise<Uint8Array | undefined>} partOf
 * @param {string} device its code @param {(left: number) => void} [told] how many parts are still to go
 * @param {string} [opener] what shows that the device was opened
 */
export async function sendWith(send, partOf, device, told = () => {}, opener = '') {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const made = await send();
    const missing = Object.entries(made.missing || {}).flatMap(([file, numbers]) => numbers.map((number) => [file, number]));
    if (!missing.length) return made;
    for (const [at, [file, number]] of missing.entries()) {
      told(missing.length - at);
      const body = await partOf(file, number);
      if (!body) throw new CallError(t('A part of a file is no longer here.'), 417);
      await call('field_desk.send_part', { device, file, number, content: inText(body), opener }, true);
    }
  }
  throw new CallError(t('The office could not put a file together. Send again later.'), 417);
}
