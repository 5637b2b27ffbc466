/** The fields of DocTypes, for whoever lets a manager choose among them. */
import { request } from '../api.js';

/**
 * @typedef {Object} FieldChoice
 * @property {string} fieldname @property {string} label @property {string} fieldtype
 * @property {string} [options] the DocType of a link @property {[string, string][]} [choices] of a selection
 */

const known = new Map();

/** The fields of a DocType with their labels. @param {string} doctype @returns {Promise<FieldChoice[]>} */
export async function fieldsOf(doctype) {
  if (!doctype) return [];
  if (!known.has(doctype)) {
    known.set(doctype, request('GET', `/app/fields/${encodeURIComponent(doctype)}`).then((answer) => answer.message).catch(() => []));
  }
  return known.get(doctype);
}
