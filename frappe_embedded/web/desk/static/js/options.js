/** A list of choices under an input: what a combobox needs, by keyboard and by hand. */
import { all, el } from './dom.js';

/**
 * @typedef {Object} Choice
 * @property {string} label
 * @property {string} [note]
 * @property {string} [className]
 */

let count = 0;

export class Options {
  /**
   * @param {HTMLInputElement} input @param {HTMLElement|null} list
   * @param {(choice: any) => void} choose
   */
  constructor(input, list, choose) {
    this.input = input;
    this.list = list || this.makeList();
    this.choose = choose;
    /** @type {any[]} */
    this.choices = [];
    this.at = -1;
    input.addEventListener('keydown', (event) => this.onKey(event));
    input.addEventListener('blur', () => this.close());
    this.list.addEventListener('mousedown', (event) => event.preventDefault());
    this.list.addEventListener('click', (event) => {
      const item = event.target.closest('[role="option"]');
      if (item) this.take(Number(item.dataset.at));
    });
  }

  makeList() {
    const id = `options-${++count}`;
    const list = el('ul', { id, class: 'options', role: 'listbox', hidden: true });
    this.input.setAttribute('aria-controls', id);
    this.input.after(list);
    return list;
  }

  get isOpen() {
    return !this.list.hidden;
  }

  /** @param {Choice[]} choices @param {string} none what to say when there are none */
  show(choices, none) {
    this.choices = choices;
    this.at = -1;
    this.list.replaceChildren(...choices.map((choice, at) => el('li', {
      id: `${this.list.id}-${at}`, role: 'option', 'data-at': at, 'aria-selected': 'false', class: choice.className || '',
    }, el('span', {}, choice.label), choice.note ? el('small', {}, choice.note) : null)));
    if (!choices.length && none) this.list.append(el('li', { class: 'option-note', role: 'presentation' }, none));
    this.list.hidden = !choices.length && !none;
    this.input.setAttribute('aria-expanded', String(!this.list.hidden));
    if (this.isOpen) this.place();
    if (choices.length) this.mark(0);
  }

  /** In a table that scrolls the list would be cut off: there it hangs in the window instead. */
  place() {
    if (!this.input.closest('.grid-scroll')) return;
    const { left, right, bottom, width } = this.input.getBoundingClientRect();
    const size = Math.max(width, 260);
    const rtl = document.documentElement.dir === 'rtl';
    Object.assign(this.list.style, {
      position: 'fixed', inlineSize: `${size}px`, minInlineSize: '0', insetInline: 'auto', top: `${bottom + 2}px`,
      left: `${Math.max(8, Math.min(rtl ? right - size : left, window.innerWidth - size - 8))}px`,
    });
    this.watch();
  }

  /** Until the page moves; the list itself may be scrolled. */
  watch() {
    window.addEventListener('scroll', (event) => {
      if (!this.isOpen) return;
      if (this.list.contains(/** @type {Node} */ (event.target))) this.watch();
      else this.follow();
    }, { once: true, capture: true, passive: true });
  }

  /** After the page has moved: under the input again, or gone with it. */
  follow() {
    const { top, bottom } = this.input.getBoundingClientRect();
    if (top < 0 || bottom > window.innerHeight) this.close();
    else this.place();
  }

  close() {
    this.list.hidden = true;
    this.at = -1;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }

  /** @param {number} at */
  mark(at) {
    this.at = at;
    for (const [place, item] of all('[role="option"]', this.list).entries()) {
      item.setAttribute('aria-selected', String(place === at));
      if (place === at) {
        this.input.setAttribute('aria-activedescendant', item.id);
        item.scrollIntoView({ block: 'nearest' });
      }
    }
  }

  /** @param {number} at */
  take(at) {
    const choice = this.choices[at];
    this.close();
    if (choice) this.choose(choice);
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (!this.isOpen) return;
    const last = this.choices.length - 1;
    if (event.key === 'ArrowDown') this.mark(this.at >= last ? 0 : this.at + 1);
    else if (event.key === 'ArrowUp') this.mark(this.at <= 0 ? last : this.at - 1);
    else if (event.key === 'Enter' && this.at >= 0) this.take(this.at);
    else if (event.key === 'Escape') this.close();
    else {
      if (event.key === 'Tab' && this.at >= 0 && this.takesOnTab) this.take(this.at);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** Whether leaving with Tab takes the marked choice. */
  takesOnTab = false;
}
