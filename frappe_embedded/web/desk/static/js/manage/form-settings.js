/** What holds for a form as a whole; its effect is told while one chooses. */
import { request } from '../api.js';
import { confirmDanger } from '../dialog.js';
import { all, calmed, el, icon, one, pageData, t } from '../dom.js';
import { guardLeaving, pageSignal, refresh } from '../navigate.js';
import { showRefusal } from '../refusal.js';
import { toast, withProgress } from '../toast.js';

export function start() {
  new FormSettings(pageData()).start();
}

class FormSettings {
  /** @param {any} data */
  constructor(data) {
    this.data = data;
    this.before = JSON.stringify(this.chosen());
    this.turn = 0;
  }

  start() {
    const tell = calmed(() => this.tell(), 250);
    for (const input of all('.fs-groups :is(input, select)')) input.addEventListener('input', () => { this.mark(); tell(); });
    one('#save').addEventListener('click', () => this.save());
    one('#standard').addEventListener('click', () => this.standard());
    document.addEventListener('keydown', (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's' || one('dialog[open]')) return;
      event.preventDefault();
      if (this.dirty()) this.save();
    }, { signal: pageSignal() });
    guardLeaving(() => !this.dirty());
    this.tell();
  }

  chosen() {
    const values = {};
    for (const input of all('[data-setting]')) values[input.dataset.setting] = input.type === 'checkbox' ? Number(input.checked) : input.value;
    const ticked = all('[name="searched"]:checked').map((input) => input.value);
    const kept = this.data.values.search_fields.split(',').filter((name) => name && (ticked.includes(name) || !one(`[name="searched"][value="${name}"]`)));
    values.search_fields = [...kept, ...ticked.filter((name) => !kept.includes(name))].join(',');
    return values;
  }

  dirty() {
    return JSON.stringify(this.chosen()) !== this.before;
  }

  mark() {
    one('#save').disabled = !this.dirty();
    one('#unsaved').hidden = !this.dirty();
  }

  /** Put the controls back to what was delivered; nothing is stored yet. */
  standard() {
    for (const [name, value] of Object.entries(this.data.standard)) {
      const input = one(`[data-setting="${name}"]`);
      if (name === 'search_fields') for (const box of all('[name="searched"]')) box.checked = String(value).split(',').includes(box.value);
      else if (input.type === 'checkbox') input.checked = Boolean(value);
      else input.value = value;
    }
    this.mark();
    this.tell();
  }

  async tell() {
    this.turn += 1;
    const { turn } = this;
    const answer = await request('POST', `${this.data.address}/effect`, { values: this.chosen() }).catch((error) => ({ error }));
    if (turn !== this.turn || !one('#effect')) return;
    this.known = answer.message;
    one('#effect').replaceChildren(...(answer.error ? [el('p', { class: 'finding finding-error' }, icon('circle-alert'), el('span', {}, answer.error.message))] : shown(answer.message)));
  }

  async save() {
    await this.tell();
    const { choosers, added } = this.known || { choosers: 0, added: [] };
    if (choosers && !await confirmDanger(t('Show more to people who may not read entries?'), warning(choosers, added), t('Save'))) return;
    try {
      await withProgress(request('POST', this.data.address, { values: this.chosen(), version: this.data.version }));
    } catch (error) {
      showRefusal(error);
      return;
    }
    guardLeaving(() => true);
    await refresh();
    toast(t('Saved. It holds for everybody from now on.'));
  }
}

/** @param {number} choosers @param {string[]} added */
const warning = (choosers, added) => t('People who may only choose entries of this kind and not read them ({0}) would see this as well: {1}.', choosers, added.join(', '));

/** @param {{examples: {name: string, title: string}[], choosers: number, added: string[]}} effect @returns {Node[]} */
function shown({ examples, choosers, added }) {
  const lines = examples.map(({ name, title }) => el('li', {}, el('b', {}, title), title === name ? null : el('small', {}, name)));
  return [
    lines.length ? el('p', { class: 'help' }, t('The list of what you see yourself begins like this:')) : el('p', { class: 'help' }, t('You see no entries of this kind, so there is no example.')),
    el('ol', { class: 'fs-examples' }, ...lines),
    choosers ? el('p', { class: 'finding finding-warning' }, icon('triangle-alert'), el('span', {}, warning(choosers, added))) : null,
  ].filter(Boolean);
}
