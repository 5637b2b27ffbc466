/** Fields that name a field of another DocType: chosen from a list, not typed. */
import { all, el, one } from '../dom.js';
import { fieldsOf } from './fields.js';

/**
 * Let a field of the form, or of the rows of a table, offer the fields of the DocType that the form
 * is about.
 * @param {any} form @param {string} fieldname of the form, or of a table @param {string} [column]
 * @param {(field: any) => boolean} [fits] @param {() => string} [doctype]
 */
export function fillChoices(form, fieldname, column, fits = () => true, doctype = () => form.scope.doc.document_type) {
  const fill = async () => {
    const fields = (await form.whileShown(fieldsOf(doctype()))).filter(fits);
    const selects = column ? gridSelects(fieldname, column) : all(`[data-field="${fieldname}"] select`);
    for (const select of selects) offer(select, fields);
  };
  fill();
  form.onChange((changed) => { if (!changed || changed === 'document_type' || changed === fieldname) fill(); });
  if (column) {
    document.addEventListener('grid:open', async (event) => {
      const fields = (await fieldsOf(doctype())).filter(fits);
      const { body, row } = /** @type {CustomEvent} */ (event).detail;
      for (const select of all(`[data-field="${column}"] select`, body)) offer(select, fields, row[column]);
    }, { signal: form.signal });
  }
}

function gridSelects(fieldname, column) {
  const grid = one(`[data-grid="${fieldname}"]`);
  return grid ? all(`tbody [data-field="${column}"] select`, grid) : [];
}

/** @param {HTMLSelectElement} select @param {any[]} fields @param {string} [value] */
export function offer(select, fields, value = select.value) {
  const options = fields.map((field) => el('option', { value: field.fieldname }, field.label));
  if (value && !fields.some((field) => field.fieldname === value)) options.unshift(el('option', { value }, value));
  select.replaceChildren(el('option', { value: '' }, ''), ...options);
  select.value = value || '';
}
