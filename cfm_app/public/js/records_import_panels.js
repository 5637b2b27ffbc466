/** The steps of a sheet for a list: what its columns are, what would change, what is wrong. */
const version = new URL(import.meta.url).search;
const [{ t, el }, { columnMap }, { errorsPanel, number }] = await Promise.all(
  ['core', 'column_map', 'import_result'].map((name) => import(`./${name}.js${version}`)),
);

const ARROW = document.documentElement.dir === 'rtl' ? ' ← ' : ' → ';
const ORDERS = [['Day first', t('day first: 31/12/2026')], ['Month first', t('month first: 12/31/2026')]];

/**
 * Which column of the file is which of the list, and how the sheet is taken.
 *
 * @param {object} layout @param {(where: object) => void} moved
 */
export function columnsPanel(layout, moved) {
  const key = el('select', { id: 'key-field' });
  const options = optionsOf(layout, key);
  const map = columnMap(layout, {
    target: t('Column of the list'),
    missing: t('No column of the sheet is imported. Choose at least one.'),
    isEnough: (fields) => fields.length > 0,
    changed: () => fillKeys(key, layout, map.fed()),
    moved,
  });
  fillKeys(key, layout, map.fed());
  const how = el('section', { class: 'card' }, el('h2', {}, t('How is the sheet taken?')), options.node);
  return { ...map, node: el('div', { class: 'stack' }, map.node, how), options: options.values };
}

/** Records are found by one of the columns that are imported. */
function fillKeys(select, layout, used) {
  const before = select.dataset.filled ? select.value : layout.key_field;
  const offered = layout.fields.filter((field) => field.is_key && used.includes(field.value));
  select.replaceChildren(new Option(t('Every row is a new record'), ''), ...offered.map((field) => new Option(field.label, field.value)));
  select.value = offered.some((field) => field.value === before) ? before : '';
  select.dataset.filled = '1';
}

function optionsOf(layout, key) {
  const mode = el('select', { id: 'mode' });
  for (const each of layout.modes) mode.append(new Option(each.label, each.value));
  mode.value = layout.mode;
  const order = el('select', { id: 'date-order' });
  for (const [value, label] of ORDERS) order.append(new Option(label, value));
  order.value = layout.date_order || 'Day first';
  const whole = el('input', { id: 'all-or-nothing', type: 'checkbox', checked: Boolean(layout.all_or_nothing) });
  const invite = el('input', { id: 'invite', type: 'checkbox', checked: Boolean(layout.invite) });
  const node = el(
    'div',
    { class: 'how' },
    labelled('key-field', t('Find existing records by'), key, t('A row whose record is found changes it. An empty cell leaves what is there.')),
    labelled('mode', t('Import'), mode),
    labelled('date-order', t('Dates are written'), order),
    el('label', { class: 'check' }, whole, ` ${t('All rows or none: one wrong row stops the whole import')}`),
    layout.target_doctype === 'User' ? el('label', { class: 'check' }, invite, ` ${t('Invite new users by mail, with a link to choose their password')}`) : '',
  );
  const values = () => ({
    key_field: key.value,
    mode: mode.value,
    date_order: order.value,
    all_or_nothing: Number(whole.checked),
    invite: Number(invite.checked),
  });
  return { node, values };
}

function labelled(id, label, control, help = '') {
  return el('div', { class: 'field' }, el('label', { for: id }, label), control, help && el('p', { class: 'help' }, help));
}

// --- what came of it --------------------------------------------------------------------------
/** The counts of an import: kind, label, value. */
export function countsOf(state) {
  const isDone = state.task !== 'Check';
  return [
    ['new', isDone ? t('made') : t('new'), state.created_count],
    ['noted', isDone ? t('changed') : t('to change'), state.changed_count],
    ['there', t('unchanged'), state.skipped_count],
    ['wrong', state.task === 'Undo' ? t('stay as they are') : t('wrong'), state.failed_count],
  ];
}

/** Why the last task ended before its time. */
export function trouble(state) {
  if (state.is_silent) return el('p', { class: 'alert amber' }, t('The server has not worked on this for a while; it may have been restarted. What is imported stays. Continue where it stopped.'));
  if (state.status === 'Failed') return el('p', { class: 'alert red' }, t('It has failed: {0}', state.message ?? ''));
  if (state.status === 'Stopped') return el('p', { class: 'alert amber' }, t('It was stopped. Rows that are imported stay; you can continue.'));
  return state.message ? el('p', { class: 'alert amber', role: 'status' }, state.message) : null;
}

/** @param {object} state @param {string} step */
export function resultPanel(state, step) {
  const items = countsOf(state).map(([kind, label, value]) =>
    el('div', { class: `figure ${kind}${value ? '' : ' none'}`, 'data-figure': kind }, el('dd', { class: 'number' }, number(value)), el('dt', {}, label)),
  );
  const summary = el('section', { class: 'card' }, el('h2', {}, sentenceOf(state, step)), el('dl', { class: 'counts' }, ...items));
  const wrong = state.task === 'Undo' ? stayedPanel(state) : errorsPanel(state, 'list_imports.error_sheet');
  return el('div', { class: 'stack' }, summary, wrong, changesPanel(state, step));
}

function sentenceOf(state, step) {
  if (state.task === 'Undo') return state.failed_count ? t('Taken back, but for some records.') : t('The import is taken back.');
  if (step === 'import') return state.failed_count ? t('Imported, but for the wrong rows.') : t('Everything is imported.');
  if (!state.created_count && !state.changed_count) return t('There is nothing to import.');
  if (!state.failed_count) return t('The dry run found no fault.');
  return state.all_or_nothing ? t('The dry run found wrong rows. Correct them: nothing is imported before.') : t('The dry run found wrong rows. The others can be imported.');
}

function stayedPanel(state) {
  if (!state.errors.length) return '';
  const rows = state.errors.map((each) => el('tr', {}, el('td', {}, el('bdi', {}, each.column)), el('td', {}, each.reason)));
  const head = [t('Record'), t('Reason')].map((text) => el('th', { scope: 'col' }, text));
  return el(
    'section',
    { class: 'card', 'aria-labelledby': 'h-stayed' },
    el('h2', { id: 'h-stayed' }, t('What stays as it is')),
    el('div', { class: 'wide', tabindex: '0', role: 'region', 'aria-labelledby': 'h-stayed' }, el('table', {}, el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...rows))),
  );
}

/** Each record with what is new in it, or its old values and the new ones. */
function changesPanel(state, step) {
  if (!state.changes.length) return '';
  const total = (state.created_count ?? 0) + (state.changed_count ?? 0);
  const title = step === 'check' ? t('What would change') : t('What was changed');
  return el(
    'section',
    { class: 'card', 'aria-labelledby': 'h-changes' },
    el('h2', { id: 'h-changes' }, title),
    el('div', {}, ...state.changes.map(record)),
    total > state.changes.length ? el('p', { class: 'muted' }, t('These are the first {0} of {1}.', number(state.changes.length), number(total))) : '',
  );
}

function record(each) {
  const pairs = each.changes.flatMap((change) => [
    el('dt', {}, change.label),
    el('dd', {}, change.old ? el('del', {}, el('bdi', {}, change.old)) : '', change.old ? ARROW : '', el('ins', {}, el('bdi', {}, change.new || t('empty')))),
  ]);
  const kind = each.action === 'New' ? 'green' : 'blue';
  return el(
    'div',
    { class: 'record', 'data-record': each.name },
    el('div', { class: 'of-row' }, el('strong', {}, el('bdi', {}, each.title)), el('span', { class: `pill ${kind}` }, each.action_label), el('span', { class: 'muted' }, t('Row {0}', each.row))),
    el('dl', {}, ...pairs),
  );
}
