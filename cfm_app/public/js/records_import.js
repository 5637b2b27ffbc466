/** The page of a sheet for a list: which list, columns, a dry run, the records. */
const version = new URL(import.meta.url).search;
const load = (name) => import(`./${name}.js${version}`);
const [core, uploads, panels, result, targets, tasks, { attempt, showFailure }] = await Promise.all(
  ['core', 'import_upload', 'records_import_panels', 'import_result', 'records_import_target', 'task_page', 'failure'].map(load),
);
const { t, $, el, data, announce } = core;
const { icon, number, moment } = result;
const { button, put } = tasks;

const STEP_OF = { Check: 'check', Import: 'import', Undo: 'import' };

let open = null; // The import on the screen: { state, layout, step, panel }

const page = tasks.taskPage({
  api: 'list_imports',
  list: 'list_imports',
  path: '/cfm/records-import',
  parameter: 'sheet',
  lineOf: (each) => ({
    title: each.list_label,
    facts: [each.file_name, moment(each.created)],
    counts: each.status === 'Draft' ? [] : panels.countsOf(each).filter(([, , value]) => value).map(([, label, value]) => `${number(value)} ${label}`),
    pill: each.status === 'Draft' ? each.status_label : `${each.task_label} · ${statusOf(each)}`,
    question: t('Remove “{0}” and its file? The records stay, and the import can no longer be taken back.', each.file_name),
  }),
  titleOf: (layout) => t('{0}: {1}', layout.list_label, layout.file_name),
  begun: (layout) => {
    open = { state: layout, layout, step: '', panel: null };
    show(layout);
  },
  arrived: (state) => {
    show(state);
    if (!state.is_under_way) announce(t('{0}: {1}', state.task_label, state.status_label));
  },
  closed: () => {
    open = null;
  },
});
const { ask, change, start } = page;

const statusOf = (state) => (state.undone_on ? t('taken back') : state.status_label);
const stepOf = (state) => (state.status === 'Draft' ? 'columns' : STEP_OF[state.task]);

/** Show where an import stands, or a step that the user went back to. */
function show(state, step = stepOf(state)) {
  open.state = { ...open.state, ...state };
  open.step = step;
  if (state.is_under_way && open.panel?.fill && !state.is_silent) open.panel.fill(state);
  else draw(step);
  const isBetween = state.status === 'Draft' || (state.status === 'Finished' && state.task === 'Check');
  page.tell(state, step, isBetween ? '' : statusOf(state));
}

// --- the steps --------------------------------------------------------------------------------
function draw(step) {
  if (open.state.is_under_way) drawProgress(open.state);
  else if (step === 'columns') drawColumns();
  else drawResult(step);
}

function lay(panel, ...buttons) {
  open.panel = panel;
  put([panels.trouble(open.state), panel.node], buttons);
}

function drawProgress(state) {
  const panel = result.progressPanel();
  // What ends as a whole cannot be stopped half-way.
  const isWhole = state.task === 'Check' || state.all_or_nothing;
  lay(panel, !isWhole && page.stopButton(t('Stop')), state.is_silent && button('primary', t('Continue'), () => start(state.task)));
  panel.fill(state);
}

function drawColumns() {
  const panel = panels.columnsPanel(open.layout, move);
  lay(panel, button('primary', t('Dry run'), async () => panel.isComplete() && (await keep()) && start('Check')));
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
  lay({ node: panels.resultPanel(state, step) }, ...buttons);
}

function undoing(state) {
  const made = button('', t('Undo the import'), async () => {
    const question = t('Take this import back? {0} records are deleted or taken out of use, {1} get their old values.', state.created_count, state.changed_count);
    if (confirm(question)) await start('Undo');
  });
  made.prepend(icon('history'));
  return made;
}

const listAddress = (state) => `${data.desk}/${state.target_doctype.toLowerCase().replaceAll(' ', '-')}`;

/** Keep what was chosen, on the server: it is there after a reload and for the next file. */
async function keep() {
  const { layout, state, panel } = open;
  const columns = panel.columns();
  const options = panel.options();
  for (const each of [layout, state]) Object.assign(each, { columns_map: columns, ...options });
  return (await change('choose', { columns, options })) !== null;
}

async function move(where) {
  const layout = await change('lay_out', where);
  if (!layout) return;
  open = { ...open, layout, state: layout, panel: null };
  show(layout);
}

// --- beginning --------------------------------------------------------------------------------
if ($('target')) {
  targets.chooser(ask, attempt);
  uploads.upload(page.begin, showFailure, 'cfm_app.api.list_imports.open_sheet', () => ({ target: $('target').value }));
}
await page.run(data.imports);
document.body.dataset.ready = '1';
