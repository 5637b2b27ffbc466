/** The dialog in which rows are grouped, and what each group says. */
import { openDialog } from '../dialog.js';
import { el, t } from '../dom.js';

/** @param {any} data the page's data @returns {Promise<{by: string, then_by: string, across: boolean, function: string, on: string}|null>} */
export function askGroup(data) {
  const options = (rows, chosen) => rows.map((each) => el('option', { value: each.fieldname, selected: each.fieldname === chosen }, each.label));
  const by = el('select', { id: 'group-by' }, el('option', { value: '' }, t('No groups: one line an entry')), ...options(data.fields.filter((each) => each.groups), data.group.by));
  const then = el('select', { id: 'group-then' }, el('option', { value: '' }, t('Nothing else')), ...options(data.fields.filter((each) => each.groups), data.group.then_by));
  const across = el('input', { type: 'checkbox', id: 'group-across', checked: data.group.across });
  const beside = el('div', { class: 'field' }, el('label', { class: 'check' }, across, t('as columns of a cross-table')), el('p', { class: 'help' }, t('Days are summed up by month.')));
  const summed = data.fields.filter((each) => each.sums);
  const kinds = [['count', t('Number of entries')], ...(summed.length ? [['sum', t('Sum of')], ['avg', t('Average of')]] : [])];
  const figure = el('select', { id: 'group-function' }, ...kinds.map(([value, label]) => el('option', { value, selected: value === data.group.function }, label)));
  const on = el('select', { id: 'group-on' }, ...options(summed, data.group.on));
  const place = el('div', { class: 'field' }, el('label', { for: 'group-on' }, t('Field')), on);
  const second = el('div', { class: 'field' }, el('label', { for: 'group-then' }, t('and for each')), then);
  const draw = () => {
    place.hidden = figure.value === 'count';
    second.hidden = !by.value;
    beside.hidden = !by.value || !then.value;
  };
  for (const each of [figure, by, then]) each.addEventListener('change', draw);
  draw();
  return openDialog({
    title: t('Group'),
    body: [
      el('div', { class: 'field' }, el('label', { for: 'group-by' }, t('One line for each')), by),
      second, beside,
      el('div', { class: 'field' }, el('label', { for: 'group-function' }, t('It shows')), figure),
      place,
    ],
    action: t('Show'),
    onAction: () => ({ by: by.value, then_by: by.value && then.value, across: Boolean(then.value && across.checked), function: figure.value, on: figure.value === 'count' ? '' : on.value }),
  });
}
