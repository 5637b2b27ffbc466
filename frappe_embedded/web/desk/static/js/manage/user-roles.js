/** Roles as boxes to tick, each with what it is for, in place of a table. */
import { el, one, t } from '../dom.js';

const CHILD = 'Has Role';

/** @param {any} form */
export function start(form) {
  const data = form.data.panels['manage/user-roles'];
  const place = one('[data-field="roles_html"]');
  if (!data?.roles || !place) return;
  new Roles(form, data, place).draw();
}

class Roles {
  /** @param {any} form @param {any} data @param {HTMLElement} place */
  constructor(form, data, place) {
    this.form = form;
    this.data = data;
    this.place = place;
    this.held = new Set(data.held);
    this.stored = new Map((form.scope.doc.roles || []).map((row) => [row.role, row]));
    this.profile = form.scope.doc.role_profile_name || '';
    form.scope.root.addEventListener('change', () => this.followProfile());
    one('[data-field="role_profile_name"]')?.addEventListener('focusout', () => setTimeout(() => this.followProfile(), 50));
  }

  /** Whoever has a profile holds its roles. */
  followProfile() {
    const profile = this.form.scope.doc.role_profile_name || '';
    if (profile === this.profile) return;
    this.profile = profile;
    if (profile) this.take(new Set(this.data.profiles[profile] || []));
    this.draw();
  }

  /** @param {Set<string>} held */
  take(held) {
    this.held = held;
    this.form.scope.set('roles', [...held].map((role) => this.stored.get(role) || { doctype: CHILD, role }));
  }

  draw() {
    const ours = this.data.roles.filter((role) => role.ours);
    const others = this.data.roles.filter((role) => !role.ours);
    const fromProfile = this.profile ? el('p', { class: 'help' }, t('These roles come from the profile {0}. Take the profile away to choose single roles.', this.profile)) : null;
    this.place.replaceChildren(el('fieldset', { class: 'role-boxes' },
      el('legend', { class: 'sr' }, t('Roles')), fromProfile,
      el('div', { class: 'role-grid' }, ...ours.map((role) => this.box(role))),
      others.length ? el('details', { open: others.some(({ name }) => this.held.has(name)) }, el('summary', {}, t('Roles of the system')), el('div', { class: 'role-grid' }, ...others.map((role) => this.box(role)))) : null));
    this.place.hidden = false;
  }

  box({ name, label, hint }) {
    const input = el('input', { type: 'checkbox', value: name, checked: this.held.has(name), disabled: Boolean(this.profile) });
    input.addEventListener('change', () => {
      const held = new Set(this.held);
      if (input.checked) held.add(name);
      else held.delete(name);
      this.take(held);
    });
    return el('label', { class: 'role-box' }, input, el('span', {}, el('b', {}, label), hint ? el('small', {}, hint) : null));
  }
}
