/** What narrows the choices of a link (`link_filters` of a field): other fields of the same document, or fixed values. */
import { ask } from './api.js';
import { evaluate } from './expression.js';

/** @typedef {import('./scope.js').Field} Field */
/** @typedef {[string, string, string, any]} Filter DocType, field, operator, value */

const BY_FIELD = /^eval:\s*doc\.([\p{L}_][\p{L}\p{N}_]*)$/u;

/** The filters as they are stored; none where they cannot be read. @param {string} [text] @returns {Filter[]} */
export function stored(text) {
  try {
    const found = JSON.parse(text || '[]');
    return Array.isArray(found) ? found.filter((each) => Array.isArray(each) && each.length === 4) : [];
  } catch {
    return [];
  }
}

/** The field of the document that a filter follows; empty where it follows none. @param {Filter} filter */
export const followed = ([,,, value]) => BY_FIELD.exec(String(value))?.[1] || '';

/**
 * The filters with the values of a document. A field that is still empty narrows nothing.
 * @param {string|undefined} text @param {any} doc @param {any} [parent] @returns {Filter[]}
 */
export function worked(text, doc, parent) {
  return stored(text).map(([doctype, field, operator, value]) => {
    const isWorked = typeof value === 'string' && value.startsWith('eval:');
    return /** @type {Filter} */ ([doctype, field, operator, isWorked ? evaluate(value.slice(5), { doc, parent: parent || doc }) : value]);
  }).filter(([,,, value]) => value !== null && value !== undefined && value !== '');
}

/** Whether an entry is among those that are offered. @param {string} doctype @param {string} name @param {Filter[]} filters @param {string} reference */
export async function isOffered(doctype, name, filters, reference) {
  if (!filters.length) return true;
  const found = await ask('frappe.desk.search.search_link', {
    doctype, txt: '', reference_doctype: reference, filters: [...filters, [doctype, 'name', '=', name]], page_length: 1,
  }).catch(() => null);
  return found === null || found.length > 0;
}
