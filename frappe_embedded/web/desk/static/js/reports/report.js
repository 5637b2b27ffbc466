/** The report view: columns, groups, filters, and keeping it all under a name. */
import { call, request } from '../api.js';
import { confirmDanger, openDialog } from '../dialog.js';
import { all, el, one, pageData, t } from '../dom.js';
import { askCondition } from '../filters.js';
import { show } from '../navigate.js';
import { toast } from '../toast.js';
import { askColumns } from './columns.js';
import { askGroup } from './group.js';

export function start() {
  const data = pageData();
  const go = (changes) => show(address(data, changes));
  for (const link of all('a[data-go]')) {
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(link.href);
    });
  }
  one('#columns').addEventListener('click', async () => {
    const chosen = await askColumns(data);
    if (chosen) go({ columns: chosen.join(',') });
  });
  one('#group').addEventListener('click', async () => {
    const group = await askGroup(data);
    if (group) go({ group_by: group.by, then_by: group.then_by, across: group.across ? 1 : '', start: '', function: group.by ? group.function : '', on: group.on });
  });
  one('#add-filter').addEventListener('click', async () => {
    const condition = await askCondition(data);
    if (condition) go({ filters: JSON.stringify([...JSON.parse(data.query.filters), withDoctype(data, condition)]) });
  });
  one('#totals')?.addEventListener('change', (event) => go({ totals: event.target.checked ? 1 : '' }));
  one('#save-report').addEventListener('click', (event) => {
    if (event.currentTarget.dataset.own === '1') save(data, data.report);
    else askName(data);
  });
  one('#save-as')?.addEventListener('click', () => askName(data));
  one('#delete-report')?.addEventListener('click', () => remove(data));
}

/** The address of the report with some parts changed. @param {any} data @param {Object<string, any>} changes */
function address(data, changes) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries({ ...data.query, ...changes })) if (value !== '') query.set(key, String(value));
  return `${data.path}?${query}`;
}

/** A condition on a field, or on one of a table, with the DocType that has it. */
function withDoctype(data, [key, operator, value]) {
  const at = key.lastIndexOf('.');
  return at < 0 ? [data.doctype, key, operator, value] : [key.slice(0, at), key.slice(at + 1), operator, value];
}

async function save(data, name, roles) {
  try {
    const { message } = await request('POST', `${location.pathname.split('/view/')[0]}/view/report`, { name, query: data.query, roles });
    await show(message.url, { replace: true });
    toast(t('Report {0} is saved.', message.name));
    return true;
  } catch (error) {
    toast(error.message);
    return false;
  }
}

function askName(data) {
  const name = el('input', { type: 'text', id: 'report-name', maxlength: 140, autocomplete: 'off', value: data.report });
  const boxes = data.roles.map(([role, label, chosen]) => el('label', { class: 'check' }, el('input', { type: 'checkbox', value: role, checked: chosen }), label));
  return openDialog({
    title: t('Save report'),
    body: [
      el('div', { class: 'field' }, el('label', { for: 'report-name' }, t('Name of the report')), name),
      el('fieldset', { class: 'field' }, el('legend', {}, t('Who may open it')), el('div', { class: 'role-choices' }, ...boxes),
        el('p', { class: 'help' }, t('All readers see only those entries in it that they may see anyway.'))),
    ],
    action: t('Save'),
    onAction: (dialog) => {
      const roles = all('input[type="checkbox"]:checked', dialog).map((box) => box.value);
      if (!name.value.trim()) {
        name.focus();
        return false;
      }
      return save(data, name.value.trim(), roles.length ? roles : data.roles.map(([role]) => role));
    },
  });
}

async function remove(data) {
  const sure = await confirmDanger(t('Delete report'), t('The report {0} is deleted. The entries that it shows stay.', data.report), t('Delete'));
  if (!sure) return;
  try {
    await call('frappe.desk.reportview.delete_report', { name: data.report });
    await show(`${location.pathname.split('/view/')[0]}/view/report`, { replace: true });
  } catch (error) {
    toast(error.message);
  }
}
