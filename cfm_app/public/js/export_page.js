/** The form of an export: the count as one chooses, the file at once or after a while. */
const version = new URL(import.meta.url).search;
const [{ t, $, all, el, call, data, announce, debounce, CallError }, { hideFailure, showFailure }, { answerOf }] = await Promise.all(
  ['core', 'failure', 'answered_file'].map((name) => import(`./${name}.js${version}`)),
);

const FILTERS = ['from_date', 'to_date', 'phase', 'workflow_state', 'channel', 'category', 'location', 'sensitivity'];
const LOOK_AGAIN = 700;
const form = $('export');
let asked = 0;
let total = null;

const kind = () => data.kinds.find((each) => each.value === $('doctype').value);
const ticked = () => all('#columns input:checked').map((box) => box.value);

function filters() {
  const fitting = FILTERS.filter((name) => !$(name).closest('.field').hidden);
  return Object.fromEntries(fitting.map((name) => [name, $(name).value]).filter(([, value]) => value));
}

/** Show the filters and columns of what was chosen. */
function fit() {
  const chosen = kind();
  for (const name of FILTERS.slice(2)) $(name).closest('.field').hidden = !chosen.filters.includes(name);
  const [any] = $('workflow_state').options;
  $('workflow_state').replaceChildren(any, ...chosen.states.map((state) => new Option(state.label, state.value)));
  $('workflow_state').value = '';
  $('columns').replaceChildren(...chosen.columns.map(tick));
  warn();
}

function tick(column) {
  const box = el('input', { type: 'checkbox', value: column.value, checked: column.usual });
  if (column.telling) box.dataset.telling = '';
  return el('label', {}, box, ` ${column.label}`);
}

/** What each of the buttons above the columns ticks. */
function picks() {
  const { columns } = kind();
  const names = (some) => new Set(some.map(({ value }) => value));
  return { usual: names(columns.filter(({ usual }) => usual)), all: names(columns), none: names([]) };
}

/** What the ticked columns mean: whether they tell of people, and which of the buttons they are. */
function warn() {
  $('telling').hidden = !all('#columns [data-telling]:checked').length;
  $('send').disabled = !ticked().length || !total;
  const chosen = new Set(ticked());
  for (const [name, columns] of Object.entries(picks())) {
    const isIt = columns.size === chosen.size && [...columns].every((each) => chosen.has(each));
    document.querySelector(`[data-pick="${name}"]`).setAttribute('aria-pressed', String(isIt));
  }
}

async function count() {
  const turn = ++asked;
  try {
    const found = await call('exchange.export_count', { doctype: $('doctype').value, filters: JSON.stringify(filters()) });
    if (turn !== asked) return;
    total = found;
    $('count').textContent = found ? t('{0} rows', found) : t('No row fits these filters.');
    hideFailure();
  } catch (error) {
    if (turn === asked) showFailure(error.message);
  }
  warn();
}

const countSoon = debounce(count, 250);

// --- the file ---------------------------------------------------------------------------------
async function send() {
  hideFailure();
  $('done').hidden = true;
  $('send').disabled = true;
  try {
    const wanted = { doctype: $('doctype').value, columns: ticked(), filters: filters(), format: form.elements.format.value };
    const answer = await answerOf('exchange.export_list', wanted, `export.${wanted.format}`);
    // Of a long list the answer is the number of an export that takes longer.
    if (answer.file) finish(URL.createObjectURL(answer.file), answer.name);
    else finish(await follow(answer.message.export_id), '');
  } catch (error) {
    showFailure(error.message);
  } finally {
    $('progress-card').hidden = true;
    warn();
  }
}

/** Look until the file is there. @returns {Promise<string>} its address */
async function follow(exportId) {
  $('progress-card').hidden = false;
  for (;;) {
    const state = await call('exchange.export_state', { export_id: exportId });
    if (state.status === 'Failed') throw new CallError(t('The export has failed. Please try again.'), 500);
    if (state.file_url) return state.file_url;
    $('progress').value = state.total ? state.done / state.total : 0;
    $('progress-text').textContent = state.status === 'Waiting'
      ? t('Waiting for the server …')
      : t('{0} of {1} rows', state.done, state.total);
    await new Promise((wake) => setTimeout(wake, LOOK_AGAIN));
  }
}

function finish(address, name) {
  const link = el('a', { href: address, download: name, id: 'file' }, t('Save the file again'));
  $('done').replaceChildren(t('The file is ready. The export was written to the access log.'), ' ', link);
  $('done').hidden = false;
  announce(t('The file is ready. The export was written to the access log.'));
  link.click();
}

if (form) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!$('send').disabled) send();
  });
  $('doctype').addEventListener('change', fit);
  form.addEventListener('change', (event) => (event.target.closest('#columns, .formats') ? warn() : countSoon()));
  for (const button of all('[data-pick]')) {
    button.addEventListener('click', () => {
      const picked = picks()[button.dataset.pick];
      for (const box of all('#columns input')) box.checked = picked.has(box.value);
      warn();
    });
  }
  fit();
  await count();
}
document.body.dataset.ready = '1';
