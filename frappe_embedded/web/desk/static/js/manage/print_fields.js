/** A print format without a template: fields are ticked and put into order. */
import { request } from '../api.js';
import { all, el, icon, one, t } from '../dom.js';
import { toast, withProgress } from '../toast.js';
import { nameOf, ownPart, withWords } from './print_parts.js';

const BREAKS = ['Section Break', 'Column Break', 'Tab Break'];

/** @param {any} form */
export function start(form) {
  new Ticks(form).start();
}

function movers(label) {
  const button = (step, name, text) => el('button', { type: 'button', class: 'icon-button tiny', 'data-move': step, 'aria-label': text }, icon(name));
  return [button(-1, 'chevron-up', t('Move {0} up', label)), button(1, 'chevron-down', t('Move {0} down', label))];
}

class Ticks {
  constructor(form) {
    this.form = form;
    this.fields = form.data.panels['manage/print_fields'].fields;
    this.list = one('#print-fields-list');
    this.lines = this.arranged();
    /** The line that the manager was in last: what is added stands behind it. */
    this.last = null;
  }

  start() {
    this.form.onChange((changed) => {
      if (changed === 'doc_type') this.change();
      else if (!changed || changed === 'custom_format') this.decide();
    });
    this.decide();
    this.draw();
    this.list.addEventListener('change', (event) => this.tick(event.target));
    this.list.addEventListener('click', (event) => {
      const button = event.target.closest('[data-move]');
      if (button) this.move(Number(button.closest('li').dataset.at), Number(button.dataset.move));
    });
    this.list.addEventListener('focusin', (event) => { this.last = this.lines[Number(event.target.closest('li')?.dataset.at)]; });
    this.list.addEventListener('input', (event) => this.write(event.target));
    for (const each of all('#print-fields [data-tick]')) each.addEventListener('click', () => this.tickAll(Boolean(each.dataset.tick)));
    for (const each of all('#print-fields [data-part]')) each.addEventListener('click', () => this.add(each.dataset.part));
    this.list.addEventListener('keydown', (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!event.altKey || !step) return;
      event.preventDefault();
      this.move(Number(event.target.closest('li').dataset.at), step);
    });
  }

  decide() {
    one('#print-fields').hidden = Boolean(this.form.scope.doc.custom_format) || !this.fields.length;
  }

  /** The format is for another kind of entry: it has other fields to tick. */
  async change() {
    const { scope } = this.form;
    const doctype = scope.doc.doc_type || '';
    try {
      const asked = withProgress(request('GET', `/app/print-fields?${new URLSearchParams({ doctype })}`));
      const { message } = await this.form.whileShown(asked);
      if (doctype !== (scope.doc.doc_type || '')) return;
      this.fields = message.fields;
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
      return;
    }
    if (scope.doc.format_data) scope.set('format_data', '');
    this.lines = this.arranged();
    this.draw();
    this.decide();
  }

  /** What is stored, then what is not on the page yet; nothing stored means the form as it is. */
  arranged() {
    const stored = JSON.parse(this.form.scope.doc.format_data || '[]').filter((entry) => entry.fieldname !== 'print_heading_template');
    if (!stored.length) return this.fields.map((field) => ({ ...field, on: !field.print_hide }));
    const known = stored.map((entry) => ({ ...this.fields.find((field) => field.fieldname === entry.fieldname), ...entry, on: true, entry }))
      // What is stored is the source; a label of the manager's own is its own source.
      .map((line) => ({ ...line, label: this.fields.find(({ source }) => source && source === line.label)?.label ?? (line.label || '') }));
    const missing = this.fields.filter((field) => !BREAKS.includes(field.fieldtype) && !stored.some((entry) => entry.fieldname === field.fieldname));
    return [...known, ...missing.map((field) => ({ ...field, on: false }))];
  }

  draw() {
    this.list.replaceChildren(...this.lines.map((line, at) => this.line(line, at)));
  }

  line(line, at) {
    if (line.entry?.own) return this.ownLine(line, at);
    const isBreak = BREAKS.includes(line.fieldtype);
    const label = line.fieldtype === 'Column Break' ? t('next column') : line.label || t('new part');
    return el('li', { 'data-at': at, class: isBreak ? 'tick-break' : '' },
      el('label', {}, el('input', { type: 'checkbox', checked: line.on }), el('span', {}, label)), ...movers(label));
  }

  /** A sentence or a box of the manager's own: what is written there is typed in the line. */
  ownLine(line, at) {
    const { kind, words } = line.entry.own;
    const label = nameOf(kind);
    const written = kind === 'sentence' ? el('textarea', { rows: 2, dir: 'auto', 'aria-label': label, 'data-words': '' }, words)
      : el('input', { type: 'text', dir: 'auto', 'aria-label': label, 'data-words': '', value: words });
    return el('li', { 'data-at': at, class: 'tick-own' },
      el('label', {}, el('input', { type: 'checkbox', checked: line.on }), el('span', {}, label)), written, ...movers(label));
  }

  /** @param {string} kind */
  add(kind) {
    const entry = ownPart(kind);
    const at = this.lines.indexOf(this.last) + 1 || this.lines.length;
    this.lines.splice(at, 0, { label: entry.label, fieldtype: entry.fieldtype, on: true, entry });
    this.draw();
    this.keep();
    one(`[data-at="${at}"] [data-words]`, this.list).focus();
  }

  write(field) {
    if (!('words' in field.dataset)) return;
    const line = this.lines[Number(field.closest('li').dataset.at)];
    line.entry = withWords(line.entry, field.value);
    this.keep();
  }

  tick(box) {
    if (box.type !== 'checkbox') return;
    this.lines[Number(box.closest('li').dataset.at)].on = box.checked;
    this.keep();
  }

  /** @param {boolean} on */
  tickAll(on) {
    for (const line of this.lines) line.on = on;
    this.draw();
    this.keep();
  }

  /** @param {number} at @param {number} step */
  move(at, step) {
    const to = at + step;
    if (to < 0 || to >= this.lines.length) return;
    const [line] = this.lines.splice(at, 1);
    this.lines.splice(to, 0, line);
    this.draw();
    one(`[data-at="${to}"] input`, this.list).focus();
    one('#print-fields-said').textContent = t('{0} of {1}', to + 1, this.lines.length);
    this.keep();
  }

  /** The list in the shape in which print formats are stored. */
  keep() {
    const chosen = this.lines.filter((line) => line.on).map(({ entry, fieldname, fieldtype, source, label }) => {
      if (entry) return entry;
      if (BREAKS.includes(fieldtype)) return { fieldtype: fieldtype === 'Tab Break' ? 'Section Break' : fieldtype, label: source || '' };
      return { fieldname, fieldtype, label: source || label, print_hide: 0 };
    });
    const { scope } = this.form;
    scope.doc.print_format_builder = 1;
    scope.set('format_data', JSON.stringify(chosen));
    for (const area of all('[data-field="format_data"] textarea')) area.value = scope.doc.format_data;
  }
}
