/** What can be done with the rows that are selected in a list. */
import { asOneChange, call, request, resourcePath } from './api.js';
import { editAll } from './bulk_edit.js';
import { confirmDanger, openDialog } from './dialog.js';
import { all, el, one, t } from './dom.js';
import { refresh } from './navigate.js';
import { toast } from './toast.js';

export class Bulk {
  /** @param {any} data the page's data */
  constructor(data) {
    this.data = data;
    this.bar = one('#bulk');
    this.boxes = all('td.select input');
    this.selectAll = one('#select-all');
    /** @type {number} */
    this.last = -1;
    for (const [at, box] of this.boxes.entries()) box.addEventListener('click', (event) => this.onBox(event, at));
    this.selectAll?.addEventListener('change', () => {
      for (const box of this.boxes) box.checked = this.selectAll.checked;
      this.update();
    });
    for (const button of all('[data-bulk]')) button.addEventListener('click', () => this.run(button.dataset.bulk));
    one('#bulk-workflow')?.addEventListener('toggle', (event) => { if (event.target.open) this.listSteps(); });
  }

  /** @returns {string[]} */
  get names() {
    return this.boxes.filter((box) => box.checked).map((box) => box.closest('tr').dataset.name);
  }

  /** Shift selects everything between this row and the last. @param {MouseEvent} event @param {number} at */
  onBox(event, at) {
    if (event.shiftKey && this.last >= 0) {
      const [from, to] = [Math.min(at, this.last), Math.max(at, this.last)];
      for (const box of this.boxes.slice(from, to + 1)) box.checked = this.boxes[at].checked;
    }
    this.last = at;
    this.update();
  }

  update() {
    const count = this.names.length;
    this.bar.hidden = !count;
    one('#bulk-count').textContent = t('{0} selected', count);
    for (const box of this.boxes) box.closest('tr').classList.toggle('selected', box.checked);
    this.selectAll.checked = count === this.boxes.length;
    this.selectAll.indeterminate = count > 0 && count < this.boxes.length;
  }

  /** @param {string} action */
  run(action) {
    const { names } = this;
    if (action === 'none') {
      for (const box of this.boxes) box.checked = false;
      this.update();
    }
    if (action === 'delete') this.remove(names);
    if (action === 'assign') import('./bulk_assign.js').then(({ assignAll }) => assignAll(this.data, names, (...asked) => this.each(...asked)));
    if (action === 'edit') editAll(this.data, names, (...asked) => this.each(...asked));
    if (action === 'xlsx') this.exportAs('xlsx', names);
    if (action === 'print') {
      const query = new URLSearchParams({ names: JSON.stringify(names) });
      window.location.assign(`/app/print${window.location.pathname.replace(/^\/app/, '')}?${query}`);
    }
  }

  /** @param {string} format @param {string[]} names all that the filters let through if empty */
  exportAs(format, names) {
    const query = new URLSearchParams(window.location.search);
    query.set('format', format);
    if (names.length) query.set('names', JSON.stringify(names));
    const path = window.location.pathname.replace(/^\/app/, '/app/export');
    window.location.assign(`${path}?${query}`);
  }

  /** @param {string[]} names */
  async remove(names) {
    const text = t('{0} entries are deleted. What other entries link to stays and is named afterwards.', names.length);
    if (!await confirmDanger(t('Delete {0} entries?', names.length), text, t('Delete'))) return;
    await this.each(names, (name) => request('DELETE', resourcePath(this.data.doctype, name)), t('Deleting'));
  }

  /** The steps that every selected document may take. */
  async listSteps() {
    const menu = one('#bulk-steps');
    menu.replaceChildren(el('p', { class: 'empty-line' }, t('Loading…')));
    const docs = JSON.stringify(this.names.map((name) => ({ doctype: this.data.doctype, name })));
    const actions = await call('frappe.model.workflow.get_common_transition_actions', { docs, doctype: this.data.doctype }).catch(() => []);
    menu.replaceChildren(...(actions || []).map((action) => el('button', { type: 'button', onclick: () => this.step(action) }, action)));
    if (!actions?.length) menu.append(el('p', { class: 'empty-line' }, t('There is no step that all of these may take now.')));
  }

  /** @param {string} action */
  step(action) {
    return this.each(this.names, (name) => call('frappe.model.workflow.apply_workflow', {
      doc: JSON.stringify({ doctype: this.data.doctype, name }), action,
    }), action);
  }

  /**
   * One after the other, with count and a way to stop; says which did not work and why, gives those that did.
   * @param {string[]} names @param {(name: string) => Promise<any>} work @param {string} title
   * @param {((count: number) => string)|null} [words] what is said when all went well; null where the caller says it
   */
  async each(names, work, title, words = (count) => t('Done: {0}', count)) {
    const bar = el('progress', { max: names.length, value: 0 });
    const note = el('p', {}, t('{0} of {1}', 0, names.length));
    let stopped = false;
    const shown = names.length > 1 ? openDialog({ title, body: [note, bar] }).then(() => { stopped = true; }) : null;
    const failed = [];
    const done = [];
    await asOneChange(async () => {
      for (const [at, name] of names.entries()) {
        if (stopped) break;
        try {
          await work(name);
          done.push(name);
        } catch (error) {
          failed.push(t('{0}: {1}', name, error.message));
        }
        bar.value = at + 1;
        note.textContent = t('{0} of {1}', at + 1, names.length);
      }
    });
    if (shown) one('dialog[open]')?.close();
    await refresh();
    if (failed.length) await openDialog({ title: t('{0} did not work', failed.length), body: [el('ul', {}, ...failed.map((line) => el('li', {}, line)))] });
    else if (words) toast(words(done.length));
    return done;
  }
}
