/**
 * Passkeys: what the server asks, as browsers take it, and what a device answers, as the server reads it. For pages of
 * the app and for the desk of a bench, so it needs nothing of theirs.
 */

/** Whether this browser knows passkeys, on this address. */
export const knowsPasskeys = () => Boolean(globalThis.PublicKeyCredential && navigator.credentials);

/** @param {object} question @returns {Promise<string>} what stands for a code; refused where its person refuses */
export async function usePasskey(question) {
  const named = question.allowCredentials.map((each) => ({ ...each, id: bytes(each.id) }));
  const publicKey = { ...question, challenge: bytes(question.challenge), allowCredentials: named };
  const given = await navigator.credentials.get({ publicKey });
  const { clientDataJSON, authenticatorData, signature } = given.response;
  return answer(given, { clientDataJSON, authenticatorData, signature });
}

/** @param {object} invitation @returns {Promise<string>} the new passkey */
export async function makePasskey(invitation) {
  const publicKey = {
    ...invitation,
    challenge: bytes(invitation.challenge),
    user: { ...invitation.user, id: bytes(invitation.user.id) },
    excludeCredentials: invitation.excludeCredentials.map((each) => ({ ...each, id: bytes(each.id) })),
  };
  const made = await navigator.credentials.create({ publicKey });
  const { clientDataJSON, attestationObject } = made.response;
  return answer(made, { clientDataJSON, attestationObject });
}

function answer({ id, rawId, type }, parts) {
  const response = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, text(part)]));
  return JSON.stringify({ id, rawId: text(rawId), type, response });
}

const bytes = (given) => Uint8Array.from(atob(given.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
const text = (given) => btoa(String.fromCharCode(...new Uint8Array(given)))
  .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
