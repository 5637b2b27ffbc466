/** The form as it lies: cards for fields in tabs, sections and columns, to choose, drag and move by keys. */
import { all, el, icon, one, t } from '../dom.js';
import { isBreak, kindOf, nameOf } from './kinds.js';
import { treeOf } from './layout.js';

/**
 * @typedef {Object} Hands what the editor does with what happens here
 * @property {(key: string) => void} choose
 * @property {(key: string, step: -1|1) => void} step
 * @property {(key: string, target: string, after: boolean) => void} drop
 * @property {(key: string) => void} rename @property {(key: string) => void} remove
 */

export class Canvas {
  /** @param {HTMLElement} root @param {Hands} hands */
  constructor(root, hands) {
    this.root = root;
    this.hands = hands;
    this.dragged = '';
    root.addEventListener('click', (event) => {
      const card = event.target.closest('[data-key]');
      if (card) hands.choose(card.dataset.key);
    });
    root.addEventListener('keydown', (event) => this.onKey(event));
    root.addEventListener('focusin', (event) => this.reach(event.target.closest('[data-key]')));
    root.addEventListener('dragstart', (event) => this.onDragStart(event));
    root.addEventListener('dragover', (event) => this.onDragOver(event));
    root.addEventListener('drop', (event) => this.onDrop(event));
    root.addEventListener('dragend', () => { this.dragged = ''; this.mark(null, false); });
  }

  /** @param {any[]} rows @param {string} chosen @param {string} words to look for */
  draw(rows, chosen, words) {
    const focused = document.activeElement?.closest?.('[data-key]')?.dataset.key;
    this.words = words.toLocaleLowerCase();
    this.chosen = chosen;
    const parts = treeOf(rows).map((tab) => this.tab(tab)).filter(Boolean);
    this.root.replaceChildren(...parts);
    this.reach(this.card(chosen) || one('[data-key]', this.root));
    if (focused && this.root.contains(this.card(focused))) this.focus(focused);
  }

  /** Tab reaches one card; the arrow keys go from there to the others. @param {HTMLElement|null} card */
  reach(card) {
    if (!card) return;
    for (const other of all('[data-key][tabindex="0"]', this.root)) other.tabIndex = -1;
    card.tabIndex = 0;
  }

  /** @param {string} key */
  card(key) {
    return one(`[data-key="${CSS.escape(key)}"]`, this.root);
  }

  /** @param {string} key */
  focus(key) {
    const card = this.card(key);
    card?.focus({ preventScroll: true });
    card?.scrollIntoView({ block: 'nearest' });
  }

  tab({ row, sections }) {
    const drawn = sections.map((section) => this.section(section)).filter(Boolean);
    if (!row && !drawn.length) return null;
    return el('section', { class: 'fc-tab' }, row && this.item(row, 'fc-tab-head'), ...drawn);
  }

  section({ row, columns }) {
    if (!row && columns.length === 1 && !columns[0].fields.length) return null;
    return el('div', { class: `fc-section${row?.hidden ? ' is-hidden' : ''}` }, row && this.item(row, 'fc-section-head'),
      el('div', { class: 'fc-columns' }, ...columns.map((column) => this.column(column))));
  }

  column({ row, fields }) {
    return el('div', { class: 'fc-column', 'data-last': (fields.at(-1) || row)?.key },
      row && this.item(row, 'fc-column-head'), ...fields.map((field) => this.item(field, 'fc-field')));
  }

  item(row, look) {
    const name = nameOf(row);
    const kind = isBreak(row) ? { 'Tab Break': t('Tab'), 'Section Break': t('Section'), 'Column Break': t('Column') }[row.fieldtype] : kindOf(row.fieldtype, row.options);
    const marks = [
      row.reqd ? t('required') : null, row.hidden ? t('hidden') : null, row.read_only ? t('locked') : null,
      row.depends_on || row.mandatory_depends_on ? t('with condition') : null, row.in_list_view ? t('in list') : null,
    ].filter(Boolean);
    const found = this.words && `${name} ${row.fieldname || ''}`.toLocaleLowerCase().includes(this.words);
    const state = `${row.hidden ? ' is-hidden' : ''}${row.own ? ' is-own' : ''}${found ? ' is-found' : ''}`;
    return el('button', {
      type: 'button', tabindex: -1, class: `fc-item ${look}${state}`, 'data-key': row.key, draggable: 'true',
      'aria-pressed': String(row.key === this.chosen), 'aria-describedby': 'canvas-keys',
    }, icon(row.own ? 'pencil' : 'rows-3'),
    el('span', { class: 'fc-name' }, look === 'fc-column-head' ? t('Column') : name, row.reqd ? el('span', { class: 'required', 'aria-hidden': 'true' }) : null),
    el('small', {}, [look === 'fc-column-head' ? null : kind, ...marks].filter(Boolean).join(' · ')));
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const card = event.target.closest('[data-key]');
    if (!card) return;
    const { key } = card.dataset;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step && event.altKey) this.hands.step(key, step);
    else if (step) this.focusNext(card, step);
    else if (event.key === 'F2') this.hands.rename(key);
    else if (event.key === 'Delete') this.hands.remove(key);
    else return;
    event.preventDefault();
  }

  focusNext(card, step) {
    const cards = [...this.root.querySelectorAll('[data-key]')];
    cards[cards.indexOf(card) + step]?.focus();
  }

  onDragStart(event) {
    const card = event.target.closest('[data-key]');
    if (!card) return;
    this.dragged = card.dataset.key;
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', card.dataset.key);
  }

  onDragOver(event) {
    if (!this.dragged) return;
    const target = this.targetOf(event);
    if (!target) return;
    event.preventDefault();
    this.mark(target.element, target.after);
  }

  onDrop(event) {
    const target = this.dragged && this.targetOf(event);
    if (!target) return;
    event.preventDefault();
    const key = this.dragged;
    this.dragged = '';
    this.mark(null, false);
    if (target.key !== key) this.hands.drop(key, target.key, target.after);
  }

  /** The card under the pointer and on which side of its middle, or the end of an open column. */
  targetOf(event) {
    const card = event.target.closest('[data-key]');
    if (card) {
      const { top, height } = card.getBoundingClientRect();
      const head = !card.classList.contains('fc-field');
      return { element: card, key: card.dataset.key, after: head || event.clientY > top + height / 2 };
    }
    const column = event.target.closest('.fc-column');
    return column?.dataset.last ? { element: column, key: column.dataset.last, after: true } : null;
  }

  mark(element, after) {
    for (const marked of this.root.querySelectorAll('.drop-before, .drop-after')) marked.classList.remove('drop-before', 'drop-after');
    element?.classList.add(after ? 'drop-after' : 'drop-before');
  }
}
