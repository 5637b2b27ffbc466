/** The page of an import: the list, one import with its steps, and looking how far it is. */
const version = new URL(import.meta.url).search;
const load = (name) => import(`./${name}.js${version}`);
const [core, uploads, maps, doubts, result, { calendar }, { bringFile }] = await Promise.all(
  ['core', 'import_upload', 'import_maps', 'import_doubts', 'import_result', 'import_calendar', 'field_bring'].map(load),
);
const { t, $, all, el, call, data, announce } = core;
const { icon, number, moment, tone } = result;

const LOOK_AGAIN = 700;
const LOOK_AT_LIST = 3000;
const STEPS = ['columns', 'values', 'check', 'import'];
const STEP_OF = { Scan: 'columns', Check: 'check', Import: 'import' };
const wish = new URLSearchParams(location.search).get('_lang');

let open = null; // The import on the screen: { state, layout, step, panel }
let timer = 0;

const ask = (method, values, write) => call(`exchange.${method}`, values, write);

// --- failures ---------------------------------------------------------------------------------
function fail(error) {
  $('failure').textContent = error.message;
  $('failure').hidden = false;
  $('failure').focus();
}

/** Do something that may fail, and show why. */
async function attempt(task) {
  $('failure').hidden = true;
  try {
    return await task();
  } catch (error) {
    fail(error);
    return null;
  }
}

// --- the list ---------------------------------------------------------------------------------
function showList(imports) {
  $('imports-count').textContent = String(imports.length);
  $('no-imports').hidden = imports.length > 0;
  $('imports').replaceChildren(...imports.map(line));
  clearTimeout(timer);
  if (imports.some((each) => each.is_under_way && !each.is_silent)) timer = setTimeout(lookAtList, LOOK_AT_LIST);
}

function line(each) {
  const title = each.is_mine
    ? el('a', { class: 'name', href: addressOf(each.name), 'data-open': each.name }, each.file_name)
    : el('span', { class: 'name' }, each.file_name);
  const rows = each.rows_total ? [t('{0} rows', each.rows_total), ...countsOf(each)] : [];
  const acts = el('span', { class: 'acts' });
  if (each.is_mine) {
    const removing = el('button', { type: 'button', class: 'plain', 'aria-label': t('Remove {0}', each.file_name) }, icon('trash-2'));
    removing.addEventListener('click', () => remove(each));
    acts.append(removing);
  }
  return el(
    'li',
    { class: 'line' },
    el('div', { class: 'what' }, title, el('span', { class: 'muted' }, el('bdi', {}, each.owner_name), ' · ', el('bdi', {}, moment(each.created)))),
    el('span', { class: 'muted rows' }, rows.join(' · ')),
    el('span', { class: `pill ${tone(each)}` }, `${each.task_label} · ${each.status_label}`),
    acts,
  );
}

function countsOf(each) {
  if (each.task === 'Scan') return [];
  const made = each.task === 'Import' ? t('{0} cases made', each.created_count ?? 0) : t('{0} new', each.created_count ?? 0);
  return each.failed_count ? [made, t('{0} wrong', each.failed_count)] : [made];
}

async function lookAtList() {
  const imports = await ask('list_imports').catch(() => null);
  if (!open && imports) showList(imports);
}

async function remove(each) {
  if (!confirm(t('Remove “{0}” and its file from the list? The cases stay.', each.file_name))) return;
  if ((await attempt(() => ask('remove', { name: each.name }, true))) !== null) await lookAtList();
}

// --- one import -------------------------------------------------------------------------------
async function openImport(name, push = true) {
  const layout = await attempt(() => ask('layout', { name }));
  if (layout) begin(layout, push);
}

function begin(layout, push = true) {
  if (push) history.pushState({}, '', addressOf(layout.name));
  open = { state: layout, layout, step: '', panel: null };
  $('failure').hidden = true;
  $('start').hidden = true;
  $('log').hidden = false;
  $('log-title').textContent = layout.file_name;
  show(layout);
  $('log-title').focus();
}

function close() {
  open = null;
  clearTimeout(timer);
  $('log').hidden = true;
  $('start').hidden = false;
  lookAtList();
}

function stepOf(state) {
  if (state.task === 'Scan' && state.status === 'Finished') return 'values';
  return STEP_OF[state.task];
}

/** Show where an import stands, or a step that the user went back to. */
function show(state, step = stepOf(state)) {
  const hasChanged = ['is_under_way', 'is_silent'].some((each) => state[each] !== open.state[each]);
  const isNew = step !== open.step || hasChanged || !open.panel;
  open.state = { ...open.state, ...state };
  // Between two steps there is nothing to say that the steps do not say themselves.
  $('log-state').hidden = state.status === 'Draft' || (state.status === 'Finished' && state.task !== 'Import');
  $('log-state').className = `pill ${tone(state)}`;
  $('log-state').textContent = state.status_label;
  if (isNew || !state.is_under_way) draw(step);
  open.step = step;
  if (state.is_under_way) open.panel.fill?.(state);
  mark(step);
  clearTimeout(timer);
  if (state.is_under_way) timer = setTimeout(look, LOOK_AGAIN);
}

function mark(step) {
  for (const item of all('#steps li')) {
    const place = STEPS.indexOf(item.dataset.step);
    item.classList.toggle('done', place < STEPS.indexOf(step));
    if (item.dataset.step === step) item.setAttribute('aria-current', 'step');
    else item.removeAttribute('aria-current');
  }
}

async function look() {
  if (!open) return;
  const { name } = open.state;
  const state = await ask('state', { name }).catch(() => null);
  if (!open || open.state.name !== name) return;
  // Without an answer the work goes on all the same: look again a little later.
  if (!state) timer = setTimeout(look, LOOK_AT_LIST);
  else arrive(state);
}

/** A task may have ended: say so, and go on by itself where there is nothing to choose. */
function arrive(state) {
  const hasEnded = open.state.is_under_way && !state.is_under_way;
  show(state);
  if (!hasEnded) return;
  announce(`${state.task_label}: ${state.status_label}`);
  if (state.task === 'Scan' && state.status === 'Finished' && hasNoChoice(state)) start('Check');
}

/** Whether every value names a record and every date a day, by themselves or as chosen for an earlier log. */
const hasNoChoice = (state) =>
  (!doubts.asksForOrder(state) || state.date_order) &&
  state.unknown.every((field) => field.values.every((value) => state.values_map[field.field]?.[value.raw]));

const start = async (task) => {
  const state = await attempt(() => ask('start', { name: open.state.name, task }, true));
  if (state) show(state);
};

// --- the steps --------------------------------------------------------------------------------
function draw(step) {
  const { state } = open;
  if (state.is_under_way) drawProgress(state);
  else if (step === 'columns') drawColumns();
  else if (step === 'values') drawValues();
  else drawResult(step);
}

function put(panel, ...buttons) {
  open.panel = panel;
  $('panel').replaceChildren(...[trouble(), panel.node].filter(Boolean));
  $('bar').replaceChildren(...buttons);
}

/** Why the last task ended before its time. */
function trouble() {
  const { state } = open;
  if (state.is_silent) return el('p', { class: 'alert amber' }, t('The server has not worked on this for a while; it may have been restarted. What is imported stays. Continue where it stopped.'));
  if (state.status === 'Failed') return el('p', { class: 'alert red' }, t('It has failed: {0}', state.message ?? ''));
  if (state.status !== 'Stopped') return null;
  const isImport = state.task === 'Import';
  return el('p', { class: 'alert amber' }, isImport ? t('It was stopped. Rows that are imported stay; you can continue.') : t('It was stopped before its end. Nothing is stored.'));
}

function drawProgress(state) {
  const panel = result.progressPanel();
  const stop = button('', t('Stop'), async () => {
    const told = await attempt(() => ask('stop', { name: state.name }, true));
    if (told) show(told);
  });
  stop.prepend(icon('circle-stop'));
  const again = state.is_silent ? [button('primary', t('Continue'), () => start(state.task))] : [];
  put(panel, stop, ...again);
}

function drawColumns() {
  const panel = maps.columnsPanel(open.layout, keep, move);
  const next = button('primary', t('Next: the values'), async () => {
    if (panel.isComplete() && (await keep())) start('Scan');
  });
  put(panel, next);
}

function drawValues() {
  const panel = maps.valuesPanel(open.state, keep);
  const next = button('primary', t('Dry run'), async () => panel.isComplete() && (await keep()) && start('Check'));
  put(panel, button('', t('Back to the columns'), () => show(open.state, 'columns')), next);
}

function drawResult(step) {
  const { state } = open;
  const isImport = step === 'import';
  const hasEnded = state.status === 'Finished';
  const [done, total] = [number(state.rows_done), number(state.rows_total)];
  const outcome = isImport ? imported : tried;
  const sentence = hasEnded ? outcome(state) : t('{0} of {1} rows are done.', done, total);
  const summary = el('section', { class: 'card' }, el('h2', {}, sentence), result.figures(state), isImport ? '' : doubts.unmappedTold(state));
  const node = el('div', { class: 'stack' }, summary, result.errorsPanel(state));
  const back = button('', t('Back to the values'), () => show(open.state, 'values'));
  const buttons = [];
  if (!isImport) buttons.push(back);
  if (!isImport && hasEnded && state.created_count) buttons.push(button('primary', t('Import {0} cases', state.created_count), () => start('Import')));
  if (!hasEnded) buttons.push(button('primary', isImport ? t('Continue') : t('Dry run'), () => start(state.task)));
  if (isImport && hasEnded) buttons.push(el('a', { class: 'button primary', href: data.cases }, t('See the cases')));
  put({ node }, ...buttons);
}

function imported(state) {
  return state.failed_count ? t('Imported, but for the wrong rows.') : t('Everything is imported.');
}

function tried(state) {
  if (!state.created_count) return t('There is nothing new to import.');
  return state.failed_count ? t('The dry run found wrong rows. The others can be imported.') : t('The dry run found no fault.');
}

function button(kind, text, task) {
  const made = el('button', { type: 'button', class: `button ${kind}` }, text);
  made.addEventListener('click', async () => {
    made.disabled = true;
    await task();
    made.disabled = false;
  });
  return made;
}

/** Keep what was chosen, on the server: it is there after a reload and for the next file. */
async function keep() {
  const { layout, state, panel, step } = open;
  const chosen = { name: state.name, columns: state.columns_map, values: state.values_map, strict: Number(state.strict) };
  if (step === 'columns') chosen.columns = panel.columns();
  else Object.assign(chosen, { values: panel.values(), strict: Number(panel.strict()), date_order: panel.dateOrder(), unmapped_class: panel.unmappedClass() });
  const { columns: columns_map, values: values_map, strict, date_order = state.date_order, unmapped_class = state.unmapped_class } = chosen;
  for (const each of [layout, state]) Object.assign(each, { columns_map, values_map, strict, date_order, unmapped_class });
  return (await attempt(() => ask('choose', chosen, true))) !== null;
}

async function move(where) {
  const layout = await attempt(() => ask('lay_out', { name: open.state.name, ...where }, true));
  if (!layout) return;
  open = { ...open, layout, state: layout, panel: null };
  show(layout);
}

// --- beginning --------------------------------------------------------------------------------
function addressOf(name) {
  const query = new URLSearchParams({ ...(name ? { log: name } : {}), ...(wish ? { _lang: wish } : {}) });
  return `/cfm/import${query.size ? `?${query}` : ''}`;
}

function arriveAt() {
  const name = new URLSearchParams(location.search).get('log');
  if (name) return openImport(name, false);
  return close();
}

uploads.upload(begin, fail);
calendar();
$('imports').addEventListener('click', (event) => {
  const link = event.target.closest('[data-open]');
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  openImport(link.dataset.open);
});
$('back').href = addressOf('');
$('back').addEventListener('click', (event) => {
  event.preventDefault();
  history.pushState({}, '', addressOf(''));
  close();
});
addEventListener('popstate', arriveAt);

showList(data.imports);
if (new URLSearchParams(location.search).get('log')) await arriveAt();
$('bring').hidden = false;
bringFile();
document.body.dataset.ready = '1';
