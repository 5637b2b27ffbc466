/**
 * Decisions that the server does not have yet, kept on the phone until it does.
 *
 * Only the number, the decision and its words are kept, never the case; they are deleted as soon as they are sent, and
 * lie encrypted as all that is typed (`store.js`). Of a restricted case they live as long as the page.
 */
const store = await import(`./store.js${new URL(import.meta.url).search}`);

const KIND = 'decision';

/** @typedef {{name: string, action: string, text: string, at: number}} Decision */

/** @type {Map<string, Decision>} */
const inMemory = new Map();

/** @param {Decision} decision @param {boolean} lasting whether it may be stored on the phone */
export function keep(decision, lasting = true) {
  inMemory.set(decision.name, decision);
  if (lasting) store.keep(KIND, decision.name, { ...decision, untilSent: true });
}

export function drop(name) {
  inMemory.delete(name);
  store.drop(KIND, name);
}

/** @returns {Decision[]} the oldest first */
export function pending() {
  const merged = new Map([...store.kept(KIND).map((each) => [each.name, each]), ...inMemory]);
  return [...merged.values()].sort((one, other) => one.at - other.at);
}

// Earlier versions kept them plainly.
globalThis.indexedDB?.deleteDatabase('cfm-approvals');
