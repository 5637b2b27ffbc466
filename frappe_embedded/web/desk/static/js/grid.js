/** Child tables: edited in place, by Enter on the last row and in a dialog for all fields. */
import { openDialog } from './dialog.js';
import { all, el, one, t } from './dom.js';
import { Scope } from './scope.js';
import { toast } from './toast.js';
import { writeValue } from './values.js';

let made = 0;

export class Grid {
  /**
   * @param {HTMLElement} root @param {Scope} parent the form @param {any} table what the server says of it
   */
  constructor(root, parent, table) {
    this.root = root;
    this.parent = parent;
    this.table = table;
    this.fieldname = root.dataset.grid;
    this.editable = 'editable' in root.dataset;
    this.body = one('tbody', root);
    /** @type {Map<string, Scope>} */
    this.scopes = new Map();
    /** What linked documents are called on the screen, by DocType and name. @type {Map<string, string>} */
    this.labels = new Map();
    parent.doc[this.fieldname] ||= [];
    for (const row of this.rows) this.bindRow(this.lineOf(row), row);
    if (this.editable) this.bindTools();
    root.addEventListener('click', (event) => this.onClick(event));
  }

  /** @returns {any[]} */
  get rows() {
    return this.parent.doc[this.fieldname];
  }

  /** @param {HTMLElement} line @param {any} row */
  bindRow(line, row) {
    if (!line) return;
    this.scopes.set(row.name, new Scope(line, row, this.table.fields, {
      ...this.parent.options,
      doctype: this.table.doctype,
      parent: this.parent.doc,
      onChange: () => this.changed(),
    }));
  }

  /** @param {any} row @returns {HTMLElement|null} */
  lineOf(row) {
    return one(`[data-row="${CSS.escape(row.name)}"]`, this.body);
  }

  learnLabels() {
    for (const row of this.rows) {
      const shown = labelsIn(this.lineOf(row));
      for (const { fieldname, options } of this.table.fields) {
        if (shown[fieldname] && row[fieldname]) this.labels.set(`${options}:${row[fieldname]}`, shown[fieldname]);
      }
    }
  }

  /** What a linked document is called, as far as a row shows it. @param {string} doctype @param {string} name @returns {string} */
  labelOf(doctype, name) {
    this.learnLabels();
    return this.labels.get(`${doctype}:${name}`) || name;
  }

  /** @param {string} doctype @param {string} name @param {string} label */
  call(doctype, name, label) {
    this.labels.set(`${doctype}:${name}`, label);
  }

  bindTools() {
    const adder = one('.grid-add', this.root);
    adder?.addEventListener('click', () => this.add());
    this.body.addEventListener('keydown', (event) => {
      const line = event.target.closest('.grid-row');
      if (event.key !== 'Enter' || event.ctrlKey || event.defaultPrevented || event.target.closest('textarea, button, a')) return;
      event.preventDefault();
      const next = line.nextElementSibling;
      if (next) one('input, select', next)?.focus();
      else if (adder) this.add();
    });
  }

  changed() {
    this.parent.markError(this.fieldname, '');
    this.parent.options.onChange?.(this.fieldname);
  }

  /** A new row at the end; the first of its fields gets the focus. @param {any} [values] @param {number} [at] */
  add(values = {}, at = this.rows.length) {
    const row = this.newRow(values);
    this.rows.splice(at, 0, row);
    const line = this.draw(row, at);
    this.renumber();
    this.changed();
    if (matchMedia('(max-width: 640px)').matches) this.open(row.name);
    else (all('input, select, textarea', line).find((control) => !control.value) || one('input', line))?.focus();
    return row;
  }

  /** A row that is not stored yet. @param {any} values */
  newRow(values) {
    return { ...this.table.blank, ...values, doctype: this.table.doctype, name: `new-row-${++made}`, __islocal: 1 };
  }

  /** @param {string} name */
  remove(name) {
    const at = this.rows.findIndex((row) => row.name === name);
    const [row] = this.rows.splice(at, 1);
    one(`[data-row="${CSS.escape(name)}"]`, this.body).remove();
    this.scopes.delete(name);
    this.renumber();
    this.changed();
    (one('input, select', this.body) || one('.grid-add', this.root))?.focus();
    toast(t('Row removed'), { label: t('Undo'), run: () => this.add(row, at) });
  }

  /** Other rows in place of all present ones; one without a name is new. @param {any[]} rows */
  load(rows) {
    this.learnLabels();
    const named = rows.map((row) => (row.name ? row : this.newRow(row)));
    this.rows.splice(0);
    this.scopes.clear();
    this.body.replaceChildren();
    for (const row of named) {
      this.rows.push(row);
      this.draw(row, this.rows.length - 1);
    }
    this.renumber();
    this.changed();
  }

  /** @param {any} row @param {number} at @returns {HTMLElement} */
  draw(row, at) {
    const line = one('.grid-blank', this.root).content.cloneNode(true).firstElementChild;
    line.dataset.row = row.name;
    for (const control of all('[id]', line)) control.id = control.id.replace('NEW', row.name);
    this.body.insertBefore(line, this.body.children[at] || null);
    const targets = Object.fromEntries(this.table.fields.map(({ fieldname, options }) => [fieldname, options]));
    for (const cell of all('[data-field]', line)) {
      const value = row[cell.dataset.field];
      if (value === undefined || value === null) continue;
      writeValue(cell, value, cell.dataset.kind === 'link' ? this.labels.get(`${targets[cell.dataset.field]}:${value}`) : undefined);
    }
    this.bindRow(line, row);
    return line;
  }

  renumber() {
    for (const [at, line] of [...this.body.children].entries()) {
      one('.grid-number', line).textContent = String(at + 1);
      this.rows[at].idx = at + 1;
    }
    one('.grid-empty', this.root).hidden = this.rows.length > 0;
  }

  /** @param {Event} event */
  onClick(event) {
    const line = event.target.closest('.grid-row');
    if (!line) return;
    if (event.target.closest('.grid-remove')) this.remove(line.dataset.row);
    else if (event.target.closest('.grid-open')) this.open(line.dataset.row);
  }

  /** All fields of a row in a dialog; what is changed shows in the row at once. @param {string} name */
  async open(name) {
    const template = one(`template[data-row-dialog="${this.fieldname}"]`);
    const row = this.rows.find((each) => each.name === name);
    const body = el('div', {}, template.content.cloneNode(true));
    const titles = labelsIn(one(`[data-row="${CSS.escape(name)}"]`, this.body));
    for (const wrapper of all('[data-field]', body)) {
      const value = row[wrapper.dataset.field];
      if (value !== null && value !== undefined) writeValue(wrapper, value, titles[wrapper.dataset.field]);
    }
    new Scope(body, row, this.table.fields, {
      ...this.parent.options,
      doctype: this.table.doctype,
      parent: this.parent.doc,
      onChange: (fieldname) => {
        this.reflect(name, fieldname, body);
        this.changed();
      },
    });
    this.root.dispatchEvent(new CustomEvent('grid:open', { bubbles: true, detail: { body, row } }));
    const title = t('{0}: row {1}', template.dataset.title, this.rows.indexOf(row) + 1);
    await openDialog({ title, body: [body], wide: true, action: this.editable ? t('Done') : undefined, onAction: () => true });
    one(`[data-row="${CSS.escape(name)}"] .grid-open`, this.body)?.focus();
  }

  /** @param {string} name @param {string} fieldname @param {HTMLElement} body */
  reflect(name, fieldname, body) {
    const scope = this.scopes.get(name);
    const cell = scope?.wrappers.get(fieldname);
    const label = one(`[data-field="${fieldname}"] .link-input`, body)?.value;
    if (cell) writeValue(cell, scope.doc[fieldname], label);
    scope?.refresh();
  }

  /** Empty fields that a row needs. @returns {{row: number, label: string, scope: Scope, fieldname: string}[]} */
  missing() {
    return this.rows.flatMap((row, at) => {
      const scope = this.scopes.get(row.name);
      return (scope?.missing() || []).map((field) => ({ row: at + 1, label: field.label, scope, fieldname: field.fieldname }));
    });
  }
}

/** The titles of linked documents that a row shows. @param {HTMLElement|null} line */
function labelsIn(line) {
  const titles = {};
  for (const cell of all('[data-kind="link"]', line || document.createElement('tr'))) {
    titles[cell.dataset.field] = one('.link-input', cell)?.value || one('.static', cell)?.textContent;
  }
  return titles;
}
