/** The page of a migration: columns, the plan, a dry run, the move, its proof. */
const version = new URL(import.meta.url).search;
const load = (name) => import(`./${name}.js${version}`);
const [core, uploads, { icon, moment }, plans, result, tasks, { attempt, showFailure }] = await Promise.all(
  ['core', 'import_upload', 'import_result', 'migration_plan', 'migration_result', 'task_page', 'failure'].map(load),
);
const { t, $, all, el, data, announce } = core;
const { button, put } = tasks;

const STEP_OF = { Look: 'columns', 'Dry run': 'check', Bring: 'bring', 'Take back': 'proof' };
const DATABASE = 'Database';
const OPENS = 'cfm_app.api.migration.open_export';

let open = null; // The migration on the screen: { layout, step, panel, after }

const page = tasks.taskPage({
  api: 'migration',
  list: 'list_migrations',
  path: '/cfm/migration',
  parameter: 'migration',
  lineOf: (each) => ({
    title: each.title,
    facts: [each.owner_name, moment(each.created)],
    counts: each.records_done ? [t('{0} records', each.records_done)] : [],
    pill: `${each.task_label} · ${each.status_label}`,
    question: t('Remove “{0}” with its file from the list?', each.title),
  }),
  titleOf: (layout) => layout.title,
  begun: (layout) => {
    open = { layout, step: '', panel: null, after: 'columns' };
    show(layout);
  },
  arrived: arrive,
  closed: () => {
    open = null;
  },
});
const { ask, change, start } = page;

function stepOf(state) {
  if (state.status !== 'Finished') return STEP_OF[state.task];
  return { Look: open.after, Bring: 'proof' }[state.task] ?? STEP_OF[state.task];
}

/** Show where a migration stands, or a step that the user went back to. */
function show(state, step = stepOf(state)) {
  open.layout = { ...open.layout, ...state };
  const isSame = step === open.step && state.is_under_way && open.panel?.fill;
  open.step = step;
  if (!isSame) draw(step);
  open.panel.fill?.(state);
  const isBetween = state.status === 'Draft' || (state.status === 'Finished' && state.task === 'Look');
  page.tell(state, step, isBetween ? '' : `${state.task_label} · ${state.status_label}`);
}

/** Of a task that has ended more is shown than of one that runs. */
async function arrive(state) {
  if (state.is_under_way) {
    show(state);
    return;
  }
  const { name } = state;
  const layout = await attempt(() => ask('layout', { name }));
  if (open?.layout.name !== name) return;
  if (!layout) {
    page.lookAgain();
    return;
  }
  announce(t('{0}: {1}', state.task_label, state.status_label));
  open.panel = null;
  show(layout);
}

// --- the steps --------------------------------------------------------------------------------
function draw(step) {
  const { layout } = open;
  if (layout.is_under_way) drawProgress();
  else if (layout.status === 'Failed' || layout.status === 'Stopped') drawTrouble();
  else if (step === 'columns') drawColumns();
  else if (step === 'plan') drawPlan();
  else drawResult();
}

function lay(panel, ...buttons) {
  open.panel = panel;
  put([panel.node], buttons);
}

function drawProgress() {
  const panel = result.progressPanel();
  const { layout } = open;
  lay(panel, page.stopButton(t('Pause')), layout.is_silent && button('primary', t('Continue'), () => start(layout.task)));
}

/** Why the last task ended before its time; it goes on where it stands. */
function drawTrouble() {
  const { layout } = open;
  const why = layout.status === 'Failed' ? t('It has failed: {0}', layout.message) : t('It is paused. What has come stays; you can go on.');
  const login = layout.needs_login ? loginForm() : '';
  const node = el('div', { class: 'stack' }, el('p', { class: `alert ${layout.status === 'Failed' ? 'red' : 'amber'}` }, why), login);
  const back = layout.found?.columns && button('', t('Back to the plan'), () => backTo('plan'));
  lay({ node }, back, button('primary', t('Continue'), async () => (await renewed(node)) && start(layout.task)));
}

function loginForm() {
  const field = (id, label) => el('p', { class: 'field' }, el('label', { for: id }, label), el('input', { id, type: 'password', autocomplete: 'new-password', dir: 'ltr' }));
  const secret = open.layout.source_type === DATABASE ? '' : field('again-secret', t('Client secret'));
  return el('section', { class: 'card' }, el('p', { class: 'muted' }, t('The password was forgotten when the work was done. Give it again to go on.')), el('div', { class: 'server-fields' }, field('again-password', t('Password there')), secret));
}

/** Send the secrets again, where they were asked for. */
async function renewed(node) {
  if (!open.layout.needs_login || !node.querySelector('#again-password')) return true;
  const given = { password: $('again-password').value, client_secret: $('again-secret')?.value ?? '' };
  const state = await change('renew_login', given);
  if (state) open.layout = { ...open.layout, ...state };
  return Boolean(state);
}

function backTo(step) {
  open.layout = { ...open.layout, status: 'Finished', task: 'Look' };
  open.after = step;
  show(open.layout, step);
}

function drawColumns() {
  const panel = plans.columnsPanel(open.layout);
  const next = button('primary', t('Next: the plan'), async () => {
    const plan = panel.plan();
    if (!plan || !(await keep(plan))) return;
    open.after = 'plan';
    await start('Look');
  });
  lay(panel, next);
}

function drawPlan() {
  const panel = plans.planPanel(open.layout, takePlan);
  const next = button('primary', t('Dry run'), async () => {
    const plan = panel.plan();
    if (plan && (await keep(plan))) await start('Dry run');
  });
  lay(panel, button('', t('Back to the columns'), () => backTo('columns')), next);
}

async function takePlan(text) {
  if ((await change('keep_plan', { plan: text })) === null) return;
  open.after = 'plan';
  await start('Look');
}

async function keep(plan) {
  const kept = await change('keep_plan', { plan: JSON.stringify(plan) });
  if (kept === null) return false;
  open.layout.plan = plan;
  return true;
}

function drawResult() {
  const { layout } = open;
  const isDry = layout.task === 'Dry run';
  const sentence = el('section', { class: 'card' }, el('h2', { id: 'outcome' }, outcome(layout)), ...(layout.task === 'Take back' ? [] : result.lacks(layout)), layout.needs_login ? loginForm() : '');
  const parts = layout.task === 'Take back' ? [] : [result.sums(layout), result.lines(layout), isDry ? '' : result.proof(layout)];
  const node = el('div', { class: 'stack' }, sentence, isDry ? '' : further(), ...parts.filter(Boolean));
  lay({ node }, ...(isDry ? afterDryRun(node) : afterRun(node)));
}

function outcome(layout) {
  if (layout.task === 'Take back') return layout.is_here ? t('What nobody worked on since is taken back. The rest stays.') : t('Everything is taken back.');
  if (layout.task === 'Dry run') return t('This would come. Nothing is stored yet.');
  return result.ending(layout);
}

function afterDryRun(node) {
  const move = button('primary', t('Move everything'), async () => (await renewed(node)) && start('Bring'));
  return [button('', t('Back to the plan'), () => backTo('plan')), move];
}

function afterRun(node) {
  const { layout } = open;
  const again = async () => (await renewed(node)) && start('Bring');
  if (layout.task === 'Take back') return [button('', t('Back to the plan'), () => backTo('plan'))];
  return [button('', t('Bring what has changed since'), again), el('a', { class: 'button primary', href: data.cases }, t('See the cases'))];
}

/** What else can be done once everything is here. */
function further() {
  const { layout } = open;
  if (!layout.is_here) return '';
  const undo = button('', t('Take it back'), () => takeBack());
  const help = t('Until the day of the switch people may go on working in SugarCRM: a later run brings what has changed there. What was changed here too stays as it is here, with a line in the report.');
  return el('section', { class: 'card' }, el('p', { class: 'muted' }, help), el('p', { class: 'row-of-buttons' }, layout.source_type === 'Files' && newer(), undo));
}

function takeBack() {
  if (!confirm(t('Take back all that this migration brought? What somebody worked on since stays.'))) return null;
  return start('Take back');
}

/** A newer export for the same migration. */
function newer() {
  const file = el('input', { id: 'newer', class: 'sr', type: 'file', accept: '.zip,.csv,.sql,.gz' });
  file.addEventListener('change', async () => {
    const body = file.files[0];
    file.value = '';
    const { name } = open.layout;
    const layout = body && (await attempt(() => uploads.send(body, 'cfm_app.api.migration.open_newer', { migration: name })));
    if (layout && open?.layout.name === name) page.begin(layout, false);
  });
  return el('span', {}, el('label', { class: 'button', for: 'newer' }, icon('upload'), t('A newer export')), file);
}

// --- beginning --------------------------------------------------------------------------------
/** A server of pages has an address and a client, a database a name and a port. */
function showFields() {
  const wanted = $('kind').value === DATABASE ? DATABASE : 'pages';
  for (const part of all('[data-of]')) part.hidden = part.dataset.of !== wanted;
}

function typed() {
  const values = Object.fromEntries(new FormData($('connect')));
  if (values.kind !== DATABASE) return values;
  const place = `mysql://${$('host').value.trim()}:${$('port').value.trim()}/${encodeURIComponent($('database').value.trim())}`;
  return { ...values, address: place, client_id: '', client_secret: '' };
}

$('kind').addEventListener('change', showFields);
// A browser that comes back keeps what was chosen.
showFields();
$('connect').addEventListener('submit', async (event) => {
  event.preventDefault();
  $('connect-go').disabled = true;
  const layout = await attempt(() => ask('connect', typed(), true));
  $('connect-go').disabled = false;
  if (layout) {
    for (const id of ['password', 'client_secret']) $(id).value = '';
    page.begin(layout);
  }
});
uploads.upload(page.begin, showFailure, OPENS);
await page.run(data.migrations);
document.body.dataset.ready = '1';
