/** How far a migration is, what came and what did not, and the proof. */
const version = new URL(import.meta.url).search;
const { t, el, language } = await import(`./core.js${version}`);
const { icon, number } = await import(`./import_result.js${version}`);

const DOING = {
  Look: t('Looking through the source'),
  'Dry run': t('Trying everything; nothing is stored'),
  Bring: t('Moving'),
  'Take back': t('Taking back'),
};

/** What is being done, filled anew so that nothing jumps. */
export function progressPanel() {
  const text = el('p', { id: 'progress-text' });
  const bar = el('progress', { id: 'progress', max: 1, 'aria-labelledby': 'progress-text' });
  const note = el('p', { class: 'muted' });
  const node = el('section', { class: 'card progress' }, text, bar, note);
  const fill = (state) => {
    text.textContent = state.status === 'Waiting' ? t('Waiting for the server …') : `${DOING[state.task]} …`;
    bar.removeAttribute('value');
    const done = state.records_done ? t('{0} records', state.records_done) : '';
    const rest = state.is_silent ? '' : t('You can leave this page; the work goes on.');
    note.textContent = [state.module, done, rest].filter(Boolean).join(' · ');
  };
  return { node, fill };
}

/** The sums of a dry run or a run by kind. */
export function sums(state) {
  const rows = state.proof.modules ?? [];
  if (!rows.length) return '';
  const isDry = state.task === 'Dry run';
  const head = ['', t('In SugarCRM'), isDry ? t('Would come') : t('In this office'), t('Left out'), t('Failed'), t('Changed here too'), t('Without a line')];
  const body = rows.map((row) =>
    el(
      'tr',
      { 'data-module': row.module },
      el('th', { scope: 'row' }, kind(row.module)),
      ...[row.there, row.brought, row.left_out, row.failed, row.changed, row.without_line].map((value, at) =>
        el('td', { class: at > 2 && value ? 'off' : '' }, number(value)),
      ),
    ),
  );
  const files = state.proof.files ?? {};
  return el(
    'section',
    { class: 'card', 'aria-labelledby': 'h-sums' },
    el('div', { class: 'head' }, el('h2', { id: 'h-sums' }, isDry ? t('What would come') : t('What came')), reportLink(state)),
    table('h-sums', head, body),
    el('p', { class: 'muted' }, t('Files: {0}, together {1} bytes', files.count ?? 0, files.bytes ?? 0)),
  );
}

const KINDS = {
  Users: t('Users'),
  Accounts: t('Accounts'),
  Contacts: t('Contacts'),
  Cases: t('Cases'),
  Audit: t('Lines of history'),
  Updates: t('Case updates'),
  Calls: t('Calls'),
  Tasks: t('Tasks'),
  Notes: t('Notes and files'),
  SavedSearch: t('Saved filters'),
  Filters: t('Saved filters'),
};
const kind = (module) => KINDS[module] ?? module;

function table(labelled, head, body) {
  const cells = head.map((text) => el('th', { scope: 'col' }, text));
  return el('div', { class: 'wide', tabindex: '0', role: 'region', 'aria-labelledby': labelled }, el('table', { class: 'sums' }, el('thead', {}, el('tr', {}, ...cells)), el('tbody', {}, ...body)));
}

function reportLink(state) {
  const address = `/api/method/cfm_app.api.migration.report_file?name=${encodeURIComponent(state.name)}&_lang=${language}`;
  return el('a', { class: 'button', id: 'report', href: address, download: '' }, icon('download'), t('Report as a workbook'));
}

/** The first of what did not come, and why. */
export function lines(state) {
  if (!state.lines.length) return '';
  const rows = state.lines.map((each) =>
    el('tr', {}, el('td', {}, kind(each.module)), el('td', {}, el('bdi', {}, each.place || each.source_id)), el('td', {}, each.reason)),
  );
  const head = [t('What'), t('Where'), t('Why')].map((text) => el('th', { scope: 'col' }, text));
  return el(
    'section',
    { class: 'card', 'aria-labelledby': 'h-lines' },
    el('h2', { id: 'h-lines' }, t('What does not come')),
    el('p', { class: 'muted' }, t('These are the first; the report has all of them.')),
    el('div', { class: 'wide', tabindex: '0', role: 'region', 'aria-labelledby': 'h-lines' }, el('table', {}, el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...rows))),
  );
}

const STATUSES = {
  Open_New: t('New'),
  Open_Assigned: t('Assigned'),
  'Open_Pending Input': t('Waits for an answer'),
  Closed_Closed: t('Closed'),
  Closed_Rejected: t('Rejected'),
  Closed_Duplicate: t('Duplicate'),
};
/** What a status of SuiteCRM is called; an office's own as it stands there. */
export const statusName = (status) => STATUSES[status] ?? (status || t('(empty)'));

/** Both sides by year, status and owner. */
export function proof(state) {
  const titles = { year: t('By year'), status: t('By status'), owner: t('By owner') };
  const parts = Object.entries(state.proof.by ?? {}).map(([by, rows]) => {
    const body = rows.map((row) =>
      el('tr', {}, el('th', { scope: 'row' }, el('bdi', {}, by === 'status' ? statusName(row.value) : String(row.value || '–'))), el('td', {}, number(row.there)), el('td', { class: row.here === row.there ? '' : 'off' }, number(row.here))),
    );
    return el('section', { class: 'card', 'aria-labelledby': `h-${by}` }, el('h2', { id: `h-${by}` }, titles[by]), table(`h-${by}`, ['', t('In SugarCRM'), t('In this office')], body));
  });
  return el('div', { class: 'halves' }, ...parts);
}

// Users and accounts stand by name in what comes: that they have no record here is no loss.
const BY_NAME = new Set(['Users', 'Accounts']);

/** The last sentence of a run: what came, and how many records did not. */
export function ending(state) {
  const modules = state.proof.modules ?? [];
  if (modules.some((row) => row.without_line)) return t('Some records are without a line. Run it again.');
  const told = modules.filter((row) => !BY_NAME.has(row.module));
  const count = told.reduce((sum, row) => sum + row.left_out + row.failed + row.changed, 0);
  if (count) return t('{0} records did not come: each has its line in the report.', count);
  return state.proof.lacks?.length ? t('All that this source gives has come.') : t('Everything has come.');
}

/** What this source cannot give, and what then waits for whom; in numbers. */
export function lacks(state) {
  const { lacks: missing = [], waits = [] } = state.proof;
  return [alertOf('lacks', t('What this source does not give:'), missing), alertOf('waits', t('What waits here:'), waits)].filter(Boolean);
}

function alertOf(id, title, sentences) {
  if (!sentences.length) return '';
  return el('div', { class: 'alert amber', id }, el('p', {}, title), el('ul', {}, ...sentences.map((each) => el('li', {}, each))));
}
