/** The page of a sheet for a list: which list, one import with its steps, and looking how far it is. */
const version = new URL(import.meta.url).search;
const load = (name) => import(`./${name}.js${version}`);
const [core, uploads, panels, result, targets] = await Promise.all(
  ['core', 'import_upload', 'records_import_panels', 'import_result', 'records_import_target'].map(load),
);
const { t, $, all, el, call, data, announce } = core;
const { icon, number, moment, tone } = result;

const LOOK_AGAIN = 700;
const LOOK_LATER = 3000;
const STEPS = ['columns', 'check', 'import'];
const STEP_OF = { Check: 'check', Import: 'import', Undo: 'import' };
const wish = new URLSearchParams(location.search).get('_lang');

let open = null; // The import on the screen: { state, layout, step, panel }
let timer = 0;

const ask = (method, values, write) => call(`list_imports.${method}`, values, write);

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
  if (!$('imports')) return;
  $('imports-count').textContent = String(imports.length);
  $('no-imports').hidden = imports.length > 0;
  $('imports').replaceChildren(...imports.map(line));
}

function line(each) {
  const link = el('a', { class: 'name', href: addressOf(each.name), 'data-open': each.name }, each.list_label);
  const counts = each.status === 'Draft' ? [] : panels.countsOf(each).filter(([, , value]) => value);
  const removing = el('button', { type: 'button', class: 'plain', 'aria-label': t('Remove {0}', each.file_name) }, icon('trash-2'));
  removing.addEventListener('click', () => remove(each));
  const undone = each.undone_on ? t('taken back') : each.status_label;
  return el(
    'li',
    { class: 'line' },
    el('div', { class: 'what' }, link, el('span', { class: 'muted' }, el('bdi', {}, each.file_name), ' · ', el('bdi', {}, moment(each.created)))),
    el('span', { class: 'muted rows' }, counts.map(([, label, value]) => `${number(value)} ${label}`).join(' · ')),
    el('span', { class: `pill ${tone(each)}` }, each.status === 'Draft' ? each.status_label : `${each.task_label} · ${undone}`),
    el('span', { class: 'acts' }, removing),
  );
}

async function remove(each) {
  if (!confirm(t('Remove “{0}” and its file? The records stay, and the import can no longer be taken back.', each.file_name))) return;
  if ((await attempt(() => ask('remove', { name: each.name }, true))) !== null) await lookAtList();
}

async function lookAtList() {
  const imports = await ask('list_imports').catch(() => null);
  if (!open && imports) showList(imports);
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
  $('log-title').textContent = t('{0}: {1}', layout.list_label, layout.file_name);
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

const stepOf = (state) => (state.status === 'Draft' ? 'columns' : STEP_OF[state.task]);

/** Show where an import stands, or a step that the user went back to. */
function show(state, step = stepOf(state)) {
  open.state = { ...open.state, ...state };
  open.step = step;
  $('log-state').hidden = state.status === 'Draft' || (state.status === 'Finished' && state.task === 'Check');
  $('log-state').className = `pill ${tone(state)}`;
  $('log-state').textContent = state.undone_on ? t('taken back') : state.status_label;
  if (state.is_under_way && open.panel?.fill && !state.is_silent) open.panel.fill(state);
  else draw(step);
  for (const item of all('#steps li')) {
    item.classList.toggle('done', STEPS.indexOf(item.dataset.step) < STEPS.indexOf(step));
    if (item.dataset.step === step) item.setAttribute('aria-current', 'step');
    else item.removeAttribute('aria-current');
  }
  clearTimeout(timer);
  if (state.is_under_way) timer = setTimeout(look, LOOK_AGAIN);
}

async function look() {
  if (!open) return;
  const { name } = open.state;
  const state = await ask('state', { name }).catch(() => null);
  if (!open || open.state.name !== name) return;
  if (!state) {
    timer = setTimeout(look, LOOK_LATER);
    return;
  }
  show(state);
  if (!state.is_under_way) announce(`${state.task_label}: ${state.status_label}`);
}

const start = async (task) => {
  const state = await attempt(() => ask('start', { name: open.state.name, task }, true));
  if (state) show(state);
};

// --- the steps --------------------------------------------------------------------------------
function draw(step) {
  if (open.state.is_under_way) drawProgress(open.state);
  else if (step === 'columns') drawColumns();
  else drawResult(step);
}

function put(panel, ...buttons) {
  open.panel = panel;
  $('panel').replaceChildren(...[panels.trouble(open.state), panel.node].filter(Boolean));
  $('bar').replaceChildren(...buttons);
}

function drawProgress(state) {
  const panel = result.progressPanel();
  // What ends as a whole cannot be stopped half-way.
  const isWhole = state.task === 'Check' || state.all_or_nothing;
  const stop = button('', t('Stop'), async () => {
    const told = await attempt(() => ask('stop', { name: state.name }, true));
    if (told) show(told);
  });
  stop.prepend(icon('circle-stop'));
  put(panel, ...(isWhole ? [] : [stop]), ...(state.is_silent ? [button('primary', t('Continue'), () => start(state.task))] : []));
  panel.fill(state);
}

function drawColumns() {
  const panel = panels.columnsPanel(open.layout, move);
  put(panel, button('primary', t('Dry run'), async () => panel.isComplete() && (await keep()) && start('Check')));
}

function drawResult(step) {
  const { state } = open;
  const buttons = [button('', t('Back to the columns'), () => show({ ...open.state }, 'columns'))];
  const coming = (state.created_count ?? 0) + (state.changed_count ?? 0);
  if (step === 'check' && state.status === 'Finished' && coming) buttons.push(button('primary', t('Import {0} records', coming), () => start('Import')));
  if (state.status === 'Stopped' || state.status === 'Failed') buttons.push(button('primary', t('Try again'), () => start(state.task)));
  if (step === 'import') {
    if (state.may_undo) buttons.push(undoing(state));
    if (state.status === 'Finished') buttons.push(el('a', { class: 'button primary', href: listAddress(state) }, t('See the list')));
  }
  put({ node: panels.resultPanel(state, step) }, ...buttons);
}

function undoing(state) {
  const made = button('', t('Undo the import'), async () => {
    const question = t('Take this import back? {0} records are deleted or taken out of use, {1} get their old values.', number(state.created_count), number(state.changed_count));
    if (confirm(question)) await start('Undo');
  });
  made.prepend(icon('history'));
  return made;
}

const listAddress = (state) => `${data.desk}/${state.target_doctype.toLowerCase().replaceAll(' ', '-')}`;

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
  const { layout, state, panel } = open;
  const columns = panel.columns();
  const options = panel.options();
  for (const each of [layout, state]) Object.assign(each, { columns_map: columns, ...options });
  return (await attempt(() => ask('choose', { name: state.name, columns, options }, true))) !== null;
}

async function move(where) {
  const layout = await attempt(() => ask('lay_out', { name: open.state.name, ...where }, true));
  if (!layout) return;
  open = { ...open, layout, state: layout, panel: null };
  show(layout);
}

// --- beginning --------------------------------------------------------------------------------
function addressOf(name) {
  const query = new URLSearchParams({ ...(name ? { sheet: name } : {}), ...(wish ? { _lang: wish } : {}) });
  return `/cfm/records-import${query.size ? `?${query}` : ''}`;
}

function arriveAt() {
  const name = new URLSearchParams(location.search).get('sheet');
  if (name) return openImport(name, false);
  return close();
}

if ($('target')) {
  targets.chooser(ask, attempt);
  uploads.upload(begin, fail, 'cfm_app.api.list_imports.open_sheet', () => ({ target: $('target').value }));
  $('imports').addEventListener('click', (event) => {
    const link = event.target.closest('[data-open]');
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    openImport(link.dataset.open);
  });
}
$('back').href = addressOf('');
$('back').addEventListener('click', (event) => {
  event.preventDefault();
  history.pushState({}, '', addressOf(''));
  close();
});
addEventListener('popstate', arriveAt);

showList(data.imports);
if (new URLSearchParams(location.search).get('sheet')) await arriveAt();
document.body.dataset.ready = '1';
