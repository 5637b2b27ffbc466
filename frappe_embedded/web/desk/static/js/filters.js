/** A condition of a list, put together in a dialog: field, operator, value. */
import { openDialog } from './dialog.js';
import { el, t } from './dom.js';
import { bindLink } from './link.js';

const NUMBERS = ['Int', 'Float', 'Currency', 'Percent', 'Long Int', 'Duration', 'Rating'];
const MOMENTS = ['Date', 'Datetime'];

const BELOW = 'descendants of (inclusive)';

/** The operators that make sense for a field. @param {{fieldtype: string, tree?: boolean}} field */
function operatorsFor({ fieldtype: type, tree }) {
  if (type === 'Check') return ['='];
  if (tree) return [BELOW, '=', '!=', 'is'];
  if (type === 'Select' || type === 'Link') return ['=', '!=', 'like', 'is'];
  if (NUMBERS.includes(type)) return ['=', '!=', '>=', '<=', '>', '<', 'is'];
  if (MOMENTS.includes(type)) return ['timespan', 'between', '>=', '<=', 'is'];
  if (type === 'Table' || type === 'Table MultiSelect') return ['is'];
  return ['like', 'not like', '=', '!=', 'is'];
}

/** @param {any} data the page's data @returns {Promise<[string, string, any]|null>} */
export function askCondition(data) {
  const field = el('select', { id: 'filter-field' }, ...data.fields.map((each) => el('option', { value: each.fieldname }, each.label)));
  const operator = el('select', { id: 'filter-operator' });
  const place = el('div', { class: 'field' });
  const labels = Object.fromEntries(data.operators);
  const chosen = () => data.fields.find((each) => each.fieldname === field.value);
  let value = () => /** @type {any} */ (null);
  const drawValue = () => { value = valueControl(place, chosen(), operator.value, data); };
  const drawOperators = () => {
    operator.replaceChildren(...operatorsFor(chosen()).map((each) => el('option', { value: each }, labels[each])));
    drawValue();
  };
  field.addEventListener('change', drawOperators);
  operator.addEventListener('change', drawValue);
  drawOperators();
  const body = [
    el('div', { class: 'field' }, el('label', { for: 'filter-field' }, t('Field')), field),
    el('div', { class: 'field' }, el('label', { for: 'filter-operator' }, t('Condition')), operator),
    place,
  ];
  return openDialog({
    title: t('Add filter'), body, action: t('Add'),
    onAction: () => {
      const given = value();
      if (given === '' || given === null || (Array.isArray(given) && given.some((each) => !each))) return false;
      return [field.value, operator.value, /like/.test(operator.value) ? `%${given}%` : given];
    },
  });
}

/** Draws the control for a value; the function reads it. @param {HTMLElement} place @param {any} field @param {string} operator @param {any} data @returns {() => any} */
export function valueControl(place, field, operator, data) {
  const label = el('label', { for: 'filter-value' }, t('Value'));
  const put = (...controls) => place.replaceChildren(label, ...controls);
  if (operator === 'is') {
    const control = options([['set', t('is filled in')], ['not set', t('is empty')]]);
    put(control);
    return () => control.value;
  }
  if (operator === 'timespan') {
    const control = options(data.timespans);
    put(control);
    return () => control.value;
  }
  if (field.fieldtype === 'Check') {
    const control = options([['1', t('Yes')], ['0', t('No')]]);
    put(control);
    return () => control.value;
  }
  if (field.fieldtype === 'Select' && !/like/.test(operator)) {
    const control = options(field.options);
    put(control);
    return () => control.value;
  }
  if (operator === 'between') {
    const from = el('input', { type: 'date', id: 'filter-value', 'aria-label': t('from') });
    const to = el('input', { type: 'date', 'aria-label': t('up to') });
    put(from, to);
    return () => [from.value, field.fieldtype === 'Datetime' && to.value ? `${to.value} 23:59:59` : to.value];
  }
  if (field.fieldtype === 'Link' && !/like/.test(operator)) return linkControl(put, field, data.doctype);
  const type = NUMBERS.includes(field.fieldtype) ? 'number' : MOMENTS.includes(field.fieldtype) ? 'date' : 'text';
  const control = el('input', { type, id: 'filter-value', step: 'any', autocomplete: 'off' });
  put(control);
  return () => control.value.trim();
}

function linkControl(put, field, doctype) {
  const input = el('input', { id: 'filter-value', type: 'text', class: 'link-input', role: 'combobox', 'aria-expanded': 'false', autocomplete: 'off' });
  put(el('div', { class: 'link-box' }, input));
  let value = '';
  bindLink(input, {
    doctype: () => field.options, reference: doctype, creatable: [],
    choose: (chosen, label) => {
      value = chosen || '';
      input.value = chosen ? label || chosen : '';
    },
  });
  return () => value;
}

/** @param {[string, string][]} choices */
const options = (choices) => el('select', { id: 'filter-value' }, ...choices.map(([value, label]) => el('option', { value }, label)));
