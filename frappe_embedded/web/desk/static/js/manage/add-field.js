/** A new field: first what kind of answer it takes, then its label and what that kind needs. */
import { openDialog } from '../dialog.js';
import { el, one, t } from '../dom.js';
import { isBreak, kinds, nameOf } from './kinds.js';

/**
 * Ask for a new field; resolves with its row and behind which it stands, or null.
 * @param {{targets: string[][], tables: string[][], severals: string[][], istable: boolean}} data
 * @param {any[]} rows @param {string} after key of the row behind which it is put
 * @returns {Promise<{row: any, after: string}|null>}
 */
export async function askForField(data, rows, after) {
  const kind = await askForKind(data);
  if (!kind) return null;
  if (kind.fieldtype === 'Column Break') return { row: { fieldtype: 'Column Break', label: '' }, after };
  return askForRest(kind, data, rows, after);
}

function askForKind(data) {
  const offered = kinds().filter((kind) => !(data.istable && (kind.layout || ['table', 'several'].includes(kind.needs || ''))));
  const cards = offered.map((kind) => {
    const blocked = (kind.needs === 'several' && !data.severals.length) || (kind.needs === 'table' && !data.tables.length);
    return el('label', { class: `kind${blocked ? ' is-blocked' : ''}` },
      el('input', { type: 'radio', name: 'kind', value: kind.name, disabled: blocked }),
      el('span', {}, el('b', {}, kind.label), el('small', {}, blocked ? t('There is no table for this yet.') : kind.note)));
  });
  const error = el('p', { class: 'field-error', role: 'alert', hidden: true }, t('Choose what kind of answer the field takes.'));
  const body = el('fieldset', { class: 'kinds' }, el('legend', { class: 'sr' }, t('What kind of answer?')), ...cards);
  const chosen = () => one('input[name="kind"]:checked', body)?.value;
  body.addEventListener('dblclick', (event) => {
    if (event.target.closest('.kind')) one('.dialog-foot [type="submit"]', body.closest('dialog')).click();
  });
  return openDialog({
    title: t('What kind of answer?'), wide: true, body: [body, error], action: t('Next'),
    onAction: () => {
      error.hidden = Boolean(chosen());
      return offered.find((kind) => kind.name === chosen()) || false;
    },
  });
}

function askForRest(kind, data, rows, after) {
  const label = el('input', { id: 'new-label', type: 'text', maxlength: 140, autocomplete: 'off' });
  const extra = extraOf(kind, data);
  const place = el('select', { id: 'new-place' }, ...rows.map((row) => el('option', { value: row.key, selected: row.key === after }, placeName(row))));
  const required = el('input', { type: 'checkbox' });
  const error = el('p', { class: 'field-error', role: 'alert', hidden: true });
  const body = [
    field('new-label', kind.layout ? t('Heading') : t('What is asked'), label, kind.layout ? '' : t('Everybody who fills in the form reads this.')),
    ...(extra ? [field('new-extra', extra.label, extra.control, extra.help)] : []),
    field('new-place', t('Stands after'), place),
    ...(kind.layout ? [] : [el('label', { class: 'check' }, required, el('span', {}, t('Must be filled in')))]),
    error,
  ];
  const refuse = (text, control) => {
    error.textContent = text;
    error.hidden = false;
    control.focus();
    return false;
  };
  return openDialog({
    title: kind.label, body, action: t('Add the field'),
    onAction: () => {
      const name = label.value.trim();
      if (!name && kind.name !== 'section') return refuse(t('Write what the field asks.'), label);
      const options = extra ? extra.value() : kind.options || '';
      if (extra && !options) return refuse(extra.missing, extra.control);
      return { after: place.value, row: { fieldtype: kind.fieldtype, label: name, options, reqd: required.checked ? 1 : 0 } };
    },
  });
}

function extraOf(kind, data) {
  if (kind.needs === 'choices') {
    const control = el('textarea', { id: 'new-extra', rows: 5 });
    return { label: t('Choices'), help: t('One on each line.'), control, missing: t('Write at least two choices, one on each line.'), value: () => choices(control.value) };
  }
  const lists = { link: data.targets, table: data.tables, several: data.severals };
  if (!kind.needs) return null;
  const control = el('select', { id: 'new-extra' }, el('option', { value: '' }), ...lists[kind.needs].map(([name, label]) => el('option', { value: name }, label)));
  return {
    label: kind.needs === 'link' ? t('Entries of which list?') : t('Which table?'), help: '', control,
    missing: t('Choose which list the entries come from.'), value: () => control.value,
  };
}

/** The first line stays empty, so that nothing is chosen before somebody chooses. @param {string} text */
function choices(text) {
  const lines = [...new Set(text.split('\n').map((line) => line.trim()).filter(Boolean))];
  return lines.length > 1 ? ['', ...lines].join('\n') : '';
}

const placeName = (row) => (isBreak(row) && row.fieldtype !== 'Column Break' ? `— ${nameOf(row)} —` : nameOf(row));

function field(id, label, control, help) {
  return el('div', { class: 'field' }, el('label', { for: id }, label), control, help ? el('p', { class: 'help' }, help) : null);
}
