/** Restrict a person to some entries: choose which, see in numbers what is left, then store it. */
import { request } from '../api.js';
import { openDialog } from '../dialog.js';
import { all, calmed, el, icon, one, t } from '../dom.js';
import { bindLink } from '../link.js';
import { refresh } from '../navigate.js';
import { toast, withProgress } from '../toast.js';

/** @param {any} form */
export function start(form) {
  const data = form.data.panels['manage/user-restrictions'];
  if (!data?.user) return;
  const panel = new Restrictions(data);
  one('#add-restriction').addEventListener('click', () => panel.add());
  one('#count-seen').addEventListener('click', () => panel.count());
  for (const button of all('[data-unrestrict]')) button.addEventListener('click', () => panel.remove(button.dataset.unrestrict));
}

class Restrictions {
  /** @param {any} data */
  constructor(data) {
    this.data = data;
  }

  /** @param {string} what @param {any} values @returns {Promise<any>} */
  async ask(what, values) {
    return (await request('POST', `${this.data.address}/${what}`, values)).message;
  }

  async count() {
    const lines = (await withProgress(request('GET', `${this.data.address}/numbers`))).message;
    one('#seen-numbers').replaceChildren(el('p', { class: 'muted' }, t('Of the entries that you see yourself, {0} sees:', this.data.name)),
      el('ul', { class: 'seen-list' }, ...lines.map(({ label, sees, of }) => el('li', {}, el('span', {}, label), el('b', { class: 'number' }, t('{0} of {1}', sees, of))))));
  }

  async add() {
    const dialog = new RestrictionDialog(this);
    const stored = await openDialog({ title: t('Restrict {0}', this.data.name), body: dialog.body, action: t('Restrict'), onAction: () => dialog.store() });
    if (!stored) return;
    await refresh();
    toast(t('{0} is restricted from now on.', this.data.name), { label: t('Undo'), run: () => this.takeBack(stored) });
  }

  /** @param {string} name */
  async takeBack(name) {
    await withProgress(this.ask('unrestrict', { name }));
    await refresh();
    toast(t('Taken back.'));
  }

  /** @param {string} name */
  async remove(name) {
    const effect = await withProgress(this.ask('restriction-effect', { name }));
    const body = effectOf(effect, this.data.name);
    if (!await openDialog({ title: t('Take the restriction away?'), body, action: t('Take it away'), danger: true, onAction: () => true })) return;
    await withProgress(this.ask('unrestrict', { name }));
    await refresh();
    toast(t('The restriction is gone.'));
  }
}

class RestrictionDialog {
  /** @param {Restrictions} panel */
  constructor(panel) {
    this.panel = panel;
    this.value = '';
    this.sure = false;
    this.kind = el('select', { id: 'r-kind' }, ...panel.data.kinds.map((kind) => el('option', { value: kind.name }, kind.label)));
    this.input = el('input', { id: 'r-value', type: 'text', class: 'link-input', role: 'combobox', 'aria-expanded': 'false', 'aria-autocomplete': 'list', autocomplete: 'off' });
    this.below = el('input', { type: 'checkbox', checked: true });
    this.belowLine = el('label', { class: 'check' }, this.below, el('span', {}, t('With everything below it')));
    this.place = el('select', { id: 'r-place' });
    this.preset = el('input', { type: 'checkbox' });
    this.effect = el('div', { class: 'restriction-effect', 'aria-live': 'polite' });
    this.error = el('p', { class: 'field-error', role: 'alert', hidden: true });
    this.body = [
      el('div', { class: 'field' }, el('label', { for: 'r-kind' }, t('Keep to one')), this.kind),
      el('div', { class: 'field' }, el('label', { for: 'r-value' }, t('Which one?')), el('div', { class: 'link-box' }, this.input)),
      this.belowLine,
      el('div', { class: 'field' }, el('label', { for: 'r-place' }, t('Holds for')), this.place),
      el('label', { class: 'check' }, this.preset, el('span', {}, t('Fill it in for new entries'))),
      this.effect, this.error,
    ];
    bindLink(this.input, {
      doctype: () => this.kind.value, reference: 'User Permission', creatable: [],
      choose: (value, label) => { this.value = value || ''; this.input.value = label || ''; this.show(); },
    });
    this.kind.addEventListener('change', () => { this.value = ''; this.input.value = ''; this.showKind(); });
    for (const control of [this.below, this.place]) control.addEventListener('change', () => this.show());
    this.show = calmed(() => this.tell(), 50);
    this.showKind();
  }

  get chosen() {
    return this.panel.data.kinds.find((kind) => kind.name === this.kind.value);
  }

  showKind() {
    const { tree, concerns } = this.chosen;
    this.belowLine.hidden = !tree;
    this.place.replaceChildren(el('option', { value: '' }, t('all kinds of entries')), ...concerns.map(([name, label]) => el('option', { value: name }, t('only {0}', label))));
    this.effect.replaceChildren();
    this.show();
  }

  sent() {
    return {
      allow: this.kind.value, for_value: this.value, applicable_for: this.place.value, is_default: this.preset.checked ? 1 : 0,
      hide_descendants: this.chosen.tree && !this.below.checked ? 1 : 0,
    };
  }

  async tell() {
    this.sure = false;
    this.error.hidden = true;
    if (!this.value) return;
    const sent = this.sent();
    try {
      const effect = await this.panel.ask('restriction-effect', sent);
      if (JSON.stringify(sent) !== JSON.stringify(this.sent())) return;
      this.empties = effect.empties;
      this.effect.replaceChildren(...effectOf(effect, this.panel.data.name));
    } catch (error) {
      this.refuse(error.message);
    }
  }

  /** @param {string} text */
  refuse(text) {
    this.error.textContent = text;
    this.error.hidden = false;
    return false;
  }

  async store() {
    if (!this.value) return this.refuse(t('Choose to which entry {0} is kept.', this.panel.data.name));
    if (this.empties?.length && !this.sure) {
      this.sure = true;
      return this.refuse(t('Nothing would be left to see. Choose “Restrict” once more if you really want that.'));
    }
    try {
      return await withProgress(this.panel.ask('restrict', this.sent()));
    } catch (error) {
      if (!error.messages) throw error;
      return this.refuse(error.messages.join(' '));
    }
  }
}

/** What a restriction does, in numbers. @param {any} effect @param {string} name */
function effectOf({ lines, empties, concerned }, name) {
  if (!concerned) return [el('p', { class: 'alert' }, icon('info'), el('span', {}, t('This changes nothing: nothing that {0} sees has to do with it.', name)))];
  return [
    empties.length ? el('p', { class: 'alert alert-amber' }, icon('triangle-alert'), el('span', {}, t('{0} would see nothing any more of: {1}', name, empties.join(', ')))) : null,
    el('p', {}, t('Of the entries that you see yourself, {0} then sees:', name)),
    el('ul', { class: 'seen-list' }, ...lines.map(({ label, before, after, of }) => el('li', {}, el('span', {}, label),
      el('span', { class: 'number' }, el('b', {}, t('{0} of {1}', after, of)), before === after ? null : el('small', {}, ` ${t('(now {0})', before)}`))))),
  ].filter(Boolean);
}
