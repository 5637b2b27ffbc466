/** Sealing for the office alone: the device itself cannot open what it has sealed (`field_desk.envelopes` says how it is done). */
const PURPOSE = 'cfm field envelope 1';
const CURVE = { name: 'ECDH', namedCurve: 'P-256' };

const bytes = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));

function inText(buffer) {
  const given = new Uint8Array(buffer);
  let read = '';
  for (const each of given) read += String.fromCharCode(each);
  return btoa(read);
}

/** @param {string} publicKey of the office @param {object} value @returns {Promise<{key: string, iv: string, body: string}>} */
export async function seal(publicKey, value) {
  const office = await crypto.subtle.importKey('raw', bytes(publicKey), CURVE, false, []);
  const own = await crypto.subtle.generateKey(CURVE, false, ['deriveBits']);
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: office }, own.privateKey, 256);
  const secret = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  const derived = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: new TextEncoder().encode(PURPOSE) };
  const key = await crypto.subtle.deriveKey(derived, secret, { name: 'AES-GCM', length: 256 }, false, ['encrypt']);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const body = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(JSON.stringify(value)));
  return { key: inText(await crypto.subtle.exportKey('raw', own.publicKey)), iv: inText(iv), body: inText(body) };
}
