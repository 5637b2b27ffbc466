/** The form of a workflow: a diagram that follows what is typed, doubts, and what becomes of entries. */
import { request } from '../api.js';
import { openDialog } from '../dialog.js';
import { all, el, icon, one, t } from '../dom.js';
import { fillChoices } from './choices.js';
import { fieldsOf } from './fields.js';

const ICONS = { error: 'circle-alert', warning: 'triangle-alert', hint: 'info' };

/** @param {any} form */
export function start(form) {
  const panel = new WorkflowPanel(form);
  panel.show(form.data.panels['manage/workflow']);
  form.onPause(() => panel.refresh(), 500);
  form.beforeSaving(() => panel.askForMoves());
  document.addEventListener('grid:open', (event) => bindRow(/** @type {CustomEvent} */ (event), form), { signal: form.signal });
  fillChoices(form, 'states', 'update_field');
}

/** The condition of a step is chosen instead of typed. @param {CustomEvent} event @param {any} form */
async function bindRow(event, form) {
  const area = one('[data-field="condition"] textarea', event.detail.body);
  if (area) {
    const { bindCondition } = await import('./condition.js');
    bindCondition(area, {
      fields: () => fieldsOf(form.scope.doc.document_type), acts: true, always: t('This step may always be taken.'),
    });
  }
}

class WorkflowPanel {
  constructor(form) {
    this.form = form;
    this.chosen = '';
    const place = one('#workflow-diagram');
    place.addEventListener('click', (event) => this.choose(event.target.closest('[data-state]')));
    place.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      this.choose(event.target.closest('[data-state]'));
    });
  }

  async ask() {
    return (await request('POST', '/app/workflow-check', this.form.outgoing())).message;
  }

  async refresh() {
    const answer = await this.form.whileShown(this.ask()).catch(() => null);
    if (answer) this.show(answer);
  }

  show({ diagram, findings }) {
    const page = new DOMParser().parseFromString(diagram, 'text/html');
    one('#workflow-diagram').replaceChildren(...all('svg', page).map((svg) => document.adoptNode(svg)));
    one('#workflow-findings').replaceChildren(...this.lines(findings));
    this.mark();
  }

  lines(findings) {
    if (!findings.length) return this.form.scope.doc.states?.length ? [el('p', { class: 'finding finding-good' }, icon('check'), t('Nothing is doubtful about this workflow.'))] : [];
    const names = { error: t('Fault'), warning: t('Doubt'), hint: t('Hint') };
    return findings.map(({ level, message }) => el('p', { class: `finding finding-${level}` }, icon(ICONS[level]), el('span', {}, el('b', {}, `${names[level]}: `), message)));
  }

  choose(box) {
    const state = box?.dataset.state || '';
    this.chosen = this.chosen === state ? '' : state;
    this.mark();
  }

  /** Show the steps out of the chosen state, in the picture and in words. */
  mark() {
    const { transitions = [] } = this.form.scope.doc;
    for (const box of all('#workflow-diagram [data-state]')) box.classList.toggle('chosen', box.dataset.state === this.chosen);
    for (const arrow of all('#workflow-diagram .diagram-arrow')) arrow.classList.toggle('chosen', arrow.dataset.start === this.chosen);
    one('#workflow-diagram').classList.toggle('choosing', Boolean(this.chosen));
    const list = one('#workflow-steps');
    list.hidden = !this.chosen;
    const label = (name) => this.label(name);
    const steps = transitions.filter((row) => row.state === this.chosen);
    const lines = steps.map((row) => el('li', {}, el('b', {}, label(row.action)), ` → ${label(row.next_state)} · `, label(row.allowed),
      row.condition ? el('small', { class: 'muted' }, ` ${t('if')} ${row.condition}`) : null));
    list.replaceChildren(...(lines.length ? lines : [el('li', { class: 'muted' }, t('No step leads out of this state.'))]));
  }

  /** What the grids call a record, which is its name in the user's language. @param {string} name */
  label(name) {
    for (const cell of all('.grid [data-kind="link"]')) {
      const row = cell.closest('[data-row]');
      const values = row && [...(this.form.scope.doc.states || []), ...(this.form.scope.doc.transitions || [])].find((each) => each.name === row.dataset.row);
      if (values?.[cell.dataset.field] === name) return one('.link-input', cell)?.value || one('.static', cell)?.textContent || name;
    }
    return name;
  }

  /** Before saving: which state entries of removed states get. @returns {Promise<boolean>} */
  async askForMoves() {
    if (this.form.data.isNew || !this.form.scope.doc.is_active) return true;
    const answer = await this.ask();
    if (!answer.removed.length) return true;
    const choices = answer.removed.map(({ state, label, count }) => {
      const select = el('select', { id: `move-${state}`, 'data-move': state, required: true }, el('option', { value: '' }, ''),
        ...answer.states.map((each) => el('option', { value: each.state }, each.label)));
      return el('div', { class: 'field' }, el('label', { for: `move-${state}` }, t('{0} is taken out. {1} entries that you see are in it; they get:', label, count)), select);
    });
    const moves = await openDialog({
      title: t('What becomes of the entries?'), body: choices, action: t('Save'),
      onAction: (dialog) => {
        const given = all('[data-move]', dialog);
        if (given.some((select) => !select.value)) return false;
        return Object.fromEntries(given.map((select) => [select.dataset.move, select.value]));
      },
    });
    if (!moves) return false;
    this.form.scope.doc.state_moves = moves;
    return true;
  }
}
