/** The form of a workflow: a diagram in which it is drawn, doubts, and what becomes of entries. */
import { request } from '../api.js';
import { openDialog } from '../dialog.js';
import { all, el, icon, one, t } from '../dom.js';
import { fillChoices } from './choices.js';
import { fieldsOf } from './fields.js';
import { chosenMoves, moveFields } from './state_moves.js';
import { DiagramEditor } from './workflow_editor.js';

const ICONS = { stop: 'circle-alert', error: 'circle-alert', warning: 'triangle-alert', hint: 'info' };

/** @param {any} form */
export function start(form) {
  const panel = new WorkflowPanel(form);
  panel.show(form.data.panels['manage/workflow']);
  form.onPause(() => panel.refresh(), 500);
  form.beforeSaving(() => panel.askBefore());
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
    this.editor = new DiagramEditor(form, form.data.panels['manage/workflow'].roles);
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
    this.editor.mark();
  }

  lines(findings) {
    if (!findings.length) return this.form.scope.doc.states?.length ? [el('p', { class: 'finding finding-good' }, icon('check'), t('Nothing is doubtful about this workflow.'))] : [];
    const names = { stop: t('This stops work'), error: t('Fault'), warning: t('Doubt'), hint: t('Hint') };
    return findings.map(({ level, message }) => el('p', { class: `finding finding-${level === 'stop' ? 'error' : level}` }, icon(ICONS[level]), el('span', {}, el('b', {}, t('{0}:', names[level]), ' '), message)));
  }

  /** Before saving: what would stop for somebody, if anything does that has not stood there before. @returns {Promise<boolean>} */
  async mayStop(findings) {
    const known = new Set(this.form.data.panels['manage/workflow'].findings.map(({ message }) => message));
    const faults = findings.filter(({ level, message }) => level === 'stop' && !known.has(message));
    if (!faults.length) return true;
    const body = [el('p', {}, t('As soon as this is saved, it holds for everybody:')), ...this.lines(faults)];
    return Boolean(await openDialog({ title: t('This stops work'), body, action: t('Save all the same'), danger: true, wide: true }));
  }

  /** Before saving: what stops, and which state entries of removed states get. @returns {Promise<boolean>} */
  async askBefore() {
    if (this.form.data.isNew || !this.form.scope.doc.is_active) return true;
    const answer = await this.ask();
    if (!await this.mayStop(answer.findings)) return false;
    if (!answer.removed.length) return true;
    const moves = await openDialog({
      title: t('What becomes of the entries?'), body: moveFields(answer.removed), action: t('Save'), onAction: (dialog) => chosenMoves(dialog) || false,
    });
    if (!moves) return false;
    this.form.scope.doc.state_moves = moves;
    return true;
  }
}
