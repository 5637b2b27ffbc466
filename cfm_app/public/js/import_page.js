/** The page of an import of a log: columns, values, a dry run, the cases. */
const version = new URL(import.meta.url).search;
const load = (name) => import(`./${name}.js${version}`);
const [core, uploads, maps, doubts, result, tasks, { showFailure }, { calendar }, { bringFile }] = await Promise.all(
  ['core', 'import_upload', 'import_maps', 'import_doubts', 'import_result', 'task_page', 'failure', 'import_calendar', 'field_bring'].map(load),
);
const { t, $, el, data, announce } = core;
const { number, moment } = result;
const { button, put } = tasks;

const STEP_OF = { Scan: 'columns', Check: 'check', Import: 'import' };

let open = null; // The import on the screen: { state, layout, step, panel }

const page = tasks.taskPage({
  api: 'exchange',
  list: 'list_imports',
  path: '/cfm/import',
  parameter: 'log',
  lineOf: (each) => ({
    title: each.file_name,
    facts: [each.owner_name, moment(each.created)],
    counts: each.rows_total ? [t('{0} rows', each.rows_total), ...countsOf(each)] : [],
    pill: `${each.task_label} · ${each.status_label}`,
    question: t('Remove “{0}” and its file from the list? The cases stay.', each.file_name),
  }),
  titleOf: (layout) => layout.file_name,
  begun: (layout) => {
    open = { state: layout, layout, step: '', panel: null };
    show(layout);
  },
  arrived: arrive,
  closed: () => {
    open = null;
  },
});
const { change, start } = page;

function countsOf(each) {
  if (each.task === 'Scan') return [];
  const made = each.task === 'Import' ? t('{0} cases made', each.created_count ?? 0) : t('{0} new', each.created_count ?? 0);
  return each.failed_count ? [made, t('{0} wrong', each.failed_count)] : [made];
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
  if (isNew || !state.is_under_way) draw(step);
  open.step = step;
  if (state.is_under_way) open.panel.fill?.(state);
  // Between two steps there is nothing to say that the steps do not say themselves.
  const isBetween = state.status === 'Draft' || (state.status === 'Finished' && state.task !== 'Import');
  page.tell(state, step, isBetween ? '' : state.status_label);
}

/** A task may have ended: say so, and go on by itself where there is nothing to choose. */
function arrive(state) {
  const hasEnded = open.state.is_under_way && !state.is_under_way;
  show(state);
  if (!hasEnded) return;
  announce(t('{0}: {1}', state.task_label, state.status_label));
  if (state.task === 'Scan' && state.status === 'Finished' && hasNoChoice(state)) start('Check');
}

/** Whether every value names a record and every date a day, by themselves or as chosen for an earlier log. */
const hasNoChoice = (state) =>
  (!doubts.asksForOrder(state) || state.date_order) &&
  state.unknown.every((field) => field.values.every((value) => state.values_map[field.field]?.[value.raw]));

// --- the steps --------------------------------------------------------------------------------
function draw(step) {
  const { state } = open;
  if (state.is_under_way) drawProgress(state);
  else if (step === 'columns') drawColumns();
  else if (step === 'values') drawValues();
  else drawResult(step);
}

function lay(panel, ...buttons) {
  open.panel = panel;
  put([trouble(), panel.node], buttons);
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
  lay(panel, page.stopButton(t('Stop')), state.is_silent && button('primary', t('Continue'), () => start(state.task)));
}

function drawColumns() {
  const panel = maps.columnsPanel(open.layout, keep, move);
  const next = button('primary', t('Next: the values'), async () => {
    if (panel.isComplete() && (await keep())) start('Scan');
  });
  lay(panel, next);
}

function drawValues() {
  const panel = maps.valuesPanel(open.state, keep);
  const next = button('primary', t('Dry run'), async () => panel.isComplete() && (await keep()) && start('Check'));
  lay(panel, button('', t('Back to the columns'), () => show(open.state, 'columns')), next);
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
  lay({ node }, ...buttons);
}

function imported(state) {
  return state.failed_count ? t('Imported, but for the wrong rows.') : t('Everything is imported.');
}

function tried(state) {
  if (!state.created_count) return t('There is nothing new to import.');
  return state.failed_count ? t('The dry run found wrong rows. The others can be imported.') : t('The dry run found no fault.');
}

/** Keep what was chosen, on the server: it is there after a reload and for the next file. */
async function keep() {
  const { layout, state, panel, step } = open;
  const chosen = { columns: state.columns_map, values: state.values_map, strict: Number(state.strict) };
  if (step === 'columns') chosen.columns = panel.columns();
  else Object.assign(chosen, { values: panel.values(), strict: Number(panel.strict()), date_order: panel.dateOrder(), unmapped_class: panel.unmappedClass() });
  const { columns: columns_map, values: values_map, strict, date_order = state.date_order, unmapped_class = state.unmapped_class } = chosen;
  for (const each of [layout, state]) Object.assign(each, { columns_map, values_map, strict, date_order, unmapped_class });
  return (await change('choose', chosen)) !== null;
}

async function move(where) {
  const layout = await change('lay_out', where);
  if (!layout) return;
  open = { ...open, layout, state: layout, panel: null };
  show(layout);
}

// --- beginning --------------------------------------------------------------------------------
uploads.upload(page.begin, showFailure);
calendar();
await page.run(data.imports);
$('bring').hidden = false;
bringFile();
document.body.dataset.ready = '1';
