/** Texts on the screens: what is typed is looked for, what is found is rewritten in place. */
import { request } from '../api.js';
import { openDialog } from '../dialog.js';
import { calmed, el, icon, one, pageData, t } from '../dom.js';
import { show } from '../navigate.js';
import { toast, withProgress } from '../toast.js';

export function start() {
  new Wording(pageData()).start();
}

class Wording {
  /** @param {any} data */
  constructor(data) {
    this.data = data;
    this.turn = 0;
  }

  start() {
    const look = calmed(() => this.look(), 200);
    one('#words').addEventListener('input', look);
    for (const control of ['#lang', '#only-changed']) one(control).addEventListener('change', () => this.look());
    one('#add-language').addEventListener('click', () => this.addLanguage());
    one('#words').focus();
    this.look();
  }

  /** A language of the office's own; the page is shown anew with it. */
  async addLanguage() {
    const code = el('input', { id: 'language-code', maxlength: 20, autocomplete: 'off' });
    const name = el('input', { id: 'language-name', maxlength: 60, autocomplete: 'off' });
    const base = el('select', { id: 'language-base' }, ...[...one('#lang').options].map((each) => el('option', { value: each.value, selected: each.value === this.language }, each.textContent)));
    const error = el('p', { class: 'field-error', role: 'alert', hidden: true });
    const made = await openDialog({
      title: t('Add a language'),
      body: [
        el('div', { class: 'field' }, el('label', { for: 'language-code' }, t('Code, such as ar-SD')), code),
        el('div', { class: 'field' }, el('label', { for: 'language-name' }, t('What its speakers call it')), name),
        el('div', { class: 'field' }, el('label', { for: 'language-base' }, t('Based on')), base,
          el('p', { class: 'help' }, t('It is written in the same direction, and reads the same wherever you rewrite nothing.'))),
        error,
      ],
      action: t('Add'),
      onAction: async () => {
        const values = { code: code.value, name: name.value, base: base.value };
        try {
          return (await request('POST', `${this.data.address}/language`, values)).message;
        } catch (refusal) {
          error.textContent = refusal.message;
          error.hidden = false;
          return false;
        }
      },
    });
    if (made) show(`${this.data.address}?lang=${encodeURIComponent(made)}`);
  }

  get language() {
    return one('#lang').value;
  }

  async look() {
    const words = one('#words').value.trim();
    const changed = one('#only-changed').checked;
    const turn = ++this.turn;
    one('#words').disabled = changed;
    if (!words && !changed) {
      this.show([el('p', { class: 'empty-line' }, icon('languages'), t('For instance a label, a button, a choice or a state.'))]);
      return;
    }
    const query = new URLSearchParams({ lang: this.language, words, ...(changed ? { changed: '1' } : {}) });
    const found = (await withProgress(request('GET', `${this.data.address}/find?${query}`))).message;
    if (turn !== this.turn) return;
    if (!found.length) this.show([el('p', { class: 'empty-line' }, icon('search'), changed ? t('Nothing was rewritten in this language.') : t('No text on the screens holds these words. Try fewer letters.'))]);
    else this.show([el('ul', { class: 'card lines' }, ...found.map((text) => this.line(text)))]);
  }

  /** @param {Node[]} nodes */
  show(nodes) {
    one('#wording-found').replaceChildren(...nodes);
  }

  /** @param {any} text */
  line(text) {
    const direction = this.data.rtl.includes(this.language) ? 'rtl' : 'ltr';
    const places = text.places.length ? text.places.join(', ') : t('screens of the program');
    const notes = [text.read === text.shown ? null : text.read, text.shown === text.source || text.read === text.source ? null : text.source, text.context ? t('as: {0}', text.context) : null, places].filter(Boolean).join(' · ');
    const item = el('li', { class: 'wording' },
      el('div', { class: 'wording-text' }, el('span', { lang: this.language, dir: direction }, text.shown), text.changed ? el('span', { class: 'pill pill-blue' }, t('rewritten')) : null, el('small', {}, notes)),
      el('button', { type: 'button', class: 'quiet small', 'aria-label': t('Rewrite {0}', text.shown), onclick: () => this.edit(text, item, direction) }, icon('pencil'), t('Rewrite')));
    return item;
  }

  /** @param {any} text @param {HTMLElement} item @param {string} direction */
  edit(text, item, direction) {
    const input = el('textarea', { rows: 1, lang: this.language, dir: direction, 'aria-label': t('New text') });
    input.value = text.shown;
    const error = el('p', { class: 'field-error', role: 'alert', hidden: true });
    const close = () => {
      const line = this.line(text);
      item.replaceWith(line);
      one('button', line).focus();
    };
    const send = async (values) => {
      try {
        text.shown = (await withProgress(request('POST', this.data.address, { lang: this.language, key: text.key, ...values }))).message;
        text.changed = !values.back;
        close();
        toast(values.back ? t('The text is as it was delivered.') : t('Rewritten. Everybody who uses this language reads it from now on.'));
      } catch (refusal) {
        if (!refusal.messages) throw refusal;
        error.textContent = refusal.messages.join(' ');
        error.hidden = false;
        input.focus();
      }
    };
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') close();
      else if (event.key === 'Enter' && !event.shiftKey) {
        event.preventDefault();
        send({ text: input.value });
      }
    });
    item.replaceChildren(el('div', { class: 'wording-edit' }, input, error, el('div', { class: 'button-row' },
      el('button', { type: 'button', class: 'button primary', onclick: () => send({ text: input.value }) }, t('Save')),
      el('button', { type: 'button', class: 'button', onclick: close }, t('Cancel')),
      text.changed ? el('button', { type: 'button', class: 'quiet', onclick: () => send({ back: 1 }) }, icon('history'), t('As it was delivered')) : null)));
    input.focus();
    input.select();
  }
}
