/** A select whose choices depend on what else is chosen. */
import { el } from '../dom.js';

/**
 * Offer fields, and keep the present value even where it is none of them.
 * @param {HTMLSelectElement} select @param {{fieldname: string, label: string}[]} fields @param {string} [value]
 */
export function offer(select, fields, value = select.value) {
  const options = fields.map((field) => el('option', { value: field.fieldname }, field.label));
  if (value && !fields.some((field) => field.fieldname === value)) options.unshift(el('option', { value }, value));
  select.replaceChildren(el('option', { value: '' }, ''), ...options);
  select.value = value || '';
}
