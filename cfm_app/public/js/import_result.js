/** How far an import is, what came of it, and which rows are wrong. */
const version = new URL(import.meta.url).search;
const { t, el, all, language } = await import(`./core.js${version}`);

const TONES = { Draft: 'grey', Waiting: 'amber', Running: 'blue', Finished: 'green', Stopped: 'amber', Failed: 'red' };
const DOING = { Scan: t('Looking through the file'), Check: t('Trying the rows; nothing is stored'), Import: t('Importing'), Undo: t('Taking back') };
const numbers = new Intl.NumberFormat(language);

export const number = (value) => numbers.format(value ?? 0);
export const tone = (line) => (line.is_silent ? 'amber' : TONES[line.status]);

export function icon(name) {
  const icons = document.getElementById('icons').content;
  return all(`[data-icon="${name}"] svg`, icons)[0].cloneNode(true);
}

export function moment(iso) {
  return iso ? new Date(iso).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' }) : '';
}

/** The bar, the rows, the time that is left. It is filled anew, so that nothing jumps. */
export function progressPanel() {
  const text = el('p', { id: 'progress-text' });
  const bar = el('progress', { id: 'progress', max: 1, 'aria-labelledby': 'progress-text' });
  const note = el('p', { class: 'muted' });
  const node = el('section', { class: 'card progress' }, text, bar, note);
  return {
    node,
    fill: (state) => {
      text.textContent = state.status === 'Waiting' ? t('Waiting for the server …') : `${DOING[state.task]} …`;
      if (state.rows_total) bar.value = Math.min(1, state.rows_done / state.rows_total);
      else bar.removeAttribute('value');
      const rest = state.is_silent ? [] : [left(state), t('You can leave this page; the work goes on.')];
      note.textContent = [counted(state), ...rest].filter(Boolean).join(' · ');
    },
  };
}

function counted(state) {
  if (!state.rows_total) return state.rows_done ? t('{0} rows', state.rows_done) : '';
  return t('{0} of {1} rows', state.rows_done, state.rows_total);
}

let pace = null;

/** What is left, by the rows that were done since the page looked first. */
function left(state) {
  const now = performance.now();
  if (!pace || pace.task !== state.task || pace.name !== state.name || state.rows_done < pace.done) {
    pace = { name: state.name, task: state.task, done: state.rows_done, at: now };
  }
  const rows = state.rows_done - pace.done;
  if (!rows || !state.rows_total) return '';
  const seconds = ((now - pace.at) / 1000 / rows) * (state.rows_total - state.rows_done);
  return seconds < 60 ? t('less than a minute left') : t('about {0} min left', Math.round(seconds / 60));
}

/** The counts of a dry run or an import. */
export function figures(state) {
  const isDone = state.task === 'Import';
  const shown = [
    ['new', isDone ? t('cases made') : t('new cases'), state.created_count],
    ['there', t('already there or left empty'), state.skipped_count],
    ['noted', t('with a note'), state.noted_count],
    ['wrong', t('wrong rows'), state.failed_count],
  ];
  const items = shown.map(([kind, label, value]) =>
    el('div', { class: `figure ${kind}${value ? '' : ' none'}`, 'data-figure': kind }, el('dd', { class: 'number' }, number(value)), el('dt', {}, label)),
  );
  return el('dl', { class: 'counts' }, ...items);
}

/** The first wrong rows, and the sheet with all of them. @param {object} state @param {string} [sheet] the method that makes it */
export function errorsPanel(state, sheet = 'exchange.error_sheet') {
  if (!state.failed_count) return '';
  const rows = state.errors.map((error) =>
    el(
      'tr',
      {},
      el('td', { class: 'number' }, String(error.row)),
      el('td', {}, el('bdi', {}, error.column || '–')),
      el('td', {}, error.reason),
    ),
  );
  const head = [t('Row'), t('Column'), t('Reason')].map((text) => el('th', { scope: 'col' }, text));
  const address = `/api/method/cfm_app.api.${sheet}?name=${encodeURIComponent(state.name)}&_lang=${language}`;
  const link = el('a', { class: 'button', id: 'error-sheet', href: address, download: '' }, icon('download'), t('Sheet of the wrong rows'));
  const isAll = state.errors.length >= state.failed_count;
  return el(
    'section',
    { class: 'card', 'aria-labelledby': 'h-errors' },
    el('div', { class: 'head' }, el('h2', { id: 'h-errors' }, t('Wrong rows')), link),
    el('p', { class: 'muted' }, t('Mend the rows in the sheet and import it again. Rows that are there already are passed over.')),
    el('div', { class: 'wide', tabindex: '0', role: 'region', 'aria-labelledby': 'h-errors' }, el('table', {}, el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...rows))),
    isAll ? '' : el('p', { class: 'muted' }, t('These are the first; the sheet holds all of them.')),
  );
}
