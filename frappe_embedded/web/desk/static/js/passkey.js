/** Passkeys: what a server asks, as browsers take it, and what a device answers, as text that stands for a code. */

/** @param {any} question @returns {Promise<string>} refused where its person refuses */
export async function usePasskey(question) {
  const named = question.allowCredentials.map((/** @type {any} */ each) => ({ ...each, id: bytes(each.id) }));
  const publicKey = { ...question, challenge: bytes(question.challenge), allowCredentials: named };
  const given = /** @type {any} */ (await navigator.credentials.get({ publicKey }));
  const { clientDataJSON, authenticatorData, signature } = given.response;
  const parts = Object.entries({ clientDataJSON, authenticatorData, signature });
  const response = Object.fromEntries(parts.map(([name, part]) => [name, text(part)]));
  return JSON.stringify({ id: given.id, rawId: text(given.rawId), type: given.type, response });
}

/** Whether this browser knows passkeys, on this address. */
export const knowsPasskeys = () => Boolean(globalThis.PublicKeyCredential && navigator.credentials);

/** @param {string} given */
const bytes = (given) => Uint8Array.from(atob(given.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
/** @param {ArrayBuffer} given */
const text = (given) => btoa(String.fromCharCode(...new Uint8Array(given)))
  .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
