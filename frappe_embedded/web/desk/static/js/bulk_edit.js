/** One field of many entries set at once: what would change is shown first, and can be taken back. */
import { call, request, resourcePath } from './api.js';
import { openDialog } from './dialog.js';
import { el, t } from './dom.js';
import { valueControl } from './filters.js';

const EMPTY = '–';

/** @typedef {{ name: string, old: any }} Row */

/**
 * @param {any} data the page's data @param {string[]} names
 * @param {(names: string[], work: (name: string) => Promise<any>, title: string, words?: ((count: number) => string)|null) => Promise<string[]>} each
 */
export async function editAll(data, names, each) {
  const given = await askChange(data);
  if (!given) return;
  const rows = await stored(data.doctype, names, given.field.fieldname);
  const changing = rows.filter((row) => !isSame(row.old, given.value));
  if (!await shown(given, rows.length, changing)) return;
  const put = (name, value) => request('PUT', resourcePath(data.doctype, name), { [given.field.fieldname]: value });
  const done = await each(changing.map((row) => row.name), (name) => put(name, given.value), t('Changing'), null);
  if (!done.length) return;
  const changed = changing.filter((row) => done.includes(row.name));
  const isUndone = await openDialog({
    title: t('Done: {0}', done.length), body: [el('p', {}, t('{0} has the new value. You can take this back as long as you stay here.', given.field.label))], action: t('Take back'),
  });
  if (isUndone) await takeBack(data, given, changed, put, each);
}

/** The old values come back, where nobody has changed them since. */
async function takeBack(data, given, changed, put, each) {
  const now = await stored(data.doctype, changed.map((row) => row.name), given.field.fieldname);
  const kept = new Map(now.map((row) => [row.name, row.old]));
  const old = new Map(changed.map((row) => [row.name, row.old]));
  await each([...old.keys()], (name) => {
    if (!isSame(kept.get(name), given.value)) throw new Error(t('Somebody has changed it since.'));
    return put(name, old.get(name) ?? '');
  }, t('Taking back'), (count) => t('Taken back: {0}', count));
}

/** @returns {Promise<{field: any, value: any}|null>} */
function askChange(data) {
  const select = el('select', { id: 'edit-field' }, ...data.editable.map((each) => el('option', { value: each.fieldname }, each.label)));
  const place = el('div', { class: 'field' });
  const chosen = () => data.editable.find((each) => each.fieldname === select.value);
  let value = () => /** @type {any} */ ('');
  const draw = () => { value = valueControl(place, chosen(), '=', data); };
  select.addEventListener('change', draw);
  draw();
  return openDialog({
    title: t('Change a field'), body: [el('div', { class: 'field' }, el('label', { for: 'edit-field' }, t('Field')), select), place],
    action: t('See what would change'), onAction: () => ({ field: chosen(), value: value() }),
  });
}

/** @returns {Promise<Row[]>} */
async function stored(doctype, names, fieldname) {
  const fields = JSON.stringify(['name', fieldname]);
  const filters = JSON.stringify([['name', 'in', names]]);
  const rows = await call('frappe.client.get_list', { doctype, fields, filters, limit_page_length: names.length });
  const found = new Map(rows.map((row) => [String(row.name), row[fieldname]]));
  return names.filter((name) => found.has(name)).map((name) => ({ name, old: found.get(name) }));
}

const isSame = (one, other) => String(one ?? '') === String(other ?? '');

/** @returns {Promise<any>} whether it is to be done */
function shown({ field, value }, total, changing) {
  const words = (raw) => wordsOf(field, raw);
  if (!changing.length) {
    return openDialog({ title: t('Nothing would change'), body: [el('p', {}, t('{0} is {1} everywhere already.', field.label, words(value)))] }).then(() => false);
  }
  const rows = changing.map((row) => el('tr', {}, el('td', {}, row.name), el('td', {}, el('del', {}, el('bdi', {}, words(row.old)))), el('td', {}, el('ins', {}, el('bdi', {}, words(value))))));
  const head = [t('Entry'), t('Before'), t('After')].map((text) => el('th', { scope: 'col' }, text));
  const same = total - changing.length;
  const body = [
    el('p', {}, el('b', {}, field.label), same ? ` · ${t('{0} entries stay as they are.', same)}` : ''),
    el('div', { class: 'bulk-effect', tabindex: 0 }, el('table', {}, el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...rows))),
  ];
  return openDialog({ title: t('What would change'), body, action: t('Change {0} entries', changing.length), wide: true });
}

function wordsOf(field, raw) {
  if (field.fieldtype === 'Check') return Number(raw) ? t('Yes') : t('No');
  if (raw === null || raw === undefined || raw === '') return EMPTY;
  const option = field.fieldtype === 'Select' ? field.options.find(([value]) => value === raw) : null;
  return option ? option[1] : String(raw);
}
