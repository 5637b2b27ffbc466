/** What was typed and not yet stored, kept in this window until the server has said yes. */
import { holds } from './expression.js';

/** @param {any} data the page's data @param {string} [part] of the page, beside the form itself */
const key = (data, part = '') => `draft:${data.user}:${data.doctype}:${data.isNew ? 'new' : data.name}${part && `:${part}`}`;

/** Whether text may leave the memory: not of kinds that are not followed, nor while the app forbids it. */
const mayKeep = (data, doc) => data.keepsDraft && !(data.undraftedWhen && holds(data.undraftedWhen, doc));

/**
 * Remember the values.
 * @param {any} data @param {any} doc @param {string[]} changed the fields that are others than those stored
 */
export function keepDraft(data, doc, changed) {
  if (!mayKeep(data, doc)) return forgetDraft(data);
  return put(key(data), { at: Date.now(), doc, changed });
}

/** @returns {{at: number, doc: any, changed: string[], isOlder: boolean}|null} `isOlder`: others have stored something since */
export function findDraft(data) {
  const found = get(key(data));
  return found && { ...found, isOlder: !data.isNew && found.doc.modified !== data.doc.modified };
}

export function forgetDraft(data) {
  sessionStorage.removeItem(key(data));
}

/** Remember a text that belongs to the document and is sent by itself; an empty one is forgotten. */
export function keepText(data, part, text) {
  if (text.trim() && mayKeep(data, data.doc)) put(key(data, part), { text });
  else sessionStorage.removeItem(key(data, part));
}

/** @returns {string} */
export const findText = (data, part) => get(key(data, part))?.text || '';

/** How many drafts a log-out would take away: all that any page of the site keeps. A mark without words is none. */
export function countAll() {
  const found = [sessionStorage, localStorage].flatMap((box) => Object.keys(box).filter((name) => name.startsWith('draft:')).map((name) => parsed(box.getItem(name))));
  return found.filter((draft) => Object.keys(draft || {}).some((name) => !['id', 'at'].includes(name))).length;
}

/** Forget everything that any page of the site keeps for whoever logs out. */
export function forgetAll() {
  sessionStorage.clear();
  for (const name of Object.keys(localStorage)) if (name.startsWith('draft:')) localStorage.removeItem(name);
}

function put(name, value) {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // A full store is no reason to disturb the writer: the page itself still has everything.
  }
}

const get = (name) => parsed(sessionStorage.getItem(name));

function parsed(text) {
  try {
    return JSON.parse(text || 'null');
  } catch {
    return null;
  }
}
