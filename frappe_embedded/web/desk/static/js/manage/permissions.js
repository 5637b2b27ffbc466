/** Role permissions: ticks are collected, what they do to people is told, then all is stored at once. */
import { request } from '../api.js';
import { openDialog } from '../dialog.js';
import { all, calmed, el, icon, one, pageData, t } from '../dom.js';
import { guardLeaving, pageSignal, refresh } from '../navigate.js';
import { showRefusal } from '../refusal.js';
import { toast, withProgress } from '../toast.js';
import { effectText, isRefused } from './effects.js';

/** Rights that need another one, and go with it. */
const NEEDS = { write: 'read', create: 'read', submit: 'write', cancel: 'submit', amend: 'cancel', import: 'create' };
const OF_LEVELS = ['read', 'write'];

export function start() {
  for (const choice of all('[data-choose]')) {
    const stood = all('option', choice).find((option) => option.defaultSelected)?.value || '';
    const go = () => {
      const query = choice.value ? `?${new URLSearchParams({ [choice.dataset.choose]: choice.value })}` : '';
      window.location.assign(`/app/permission-manager${query}`);
    };
    choice.addEventListener('change', go);
    if (choice.value !== stood) go();
  }
  const data = pageData();
  if (data.rows) new Matrix(data).start();
}

class Matrix {
  /** @param {any} data */
  constructor(data) {
    this.data = data;
    this.rows = data.rows.map((row) => ({ ...row, stored: { ...row } }));
    this.past = [];
    this.reset = false;
    this.holders = new Map(data.roles.map(([name, label, count]) => [name, { label, count }]));
    this.tell = calmed(() => this.tellEffect(), 200);
  }

  start() {
    const table = one('#rights');
    table.addEventListener('change', (event) => this.onTick(event.target));
    table.addEventListener('click', (event) => {
      const gone = event.target.closest('[data-remove]');
      if (gone) this.remove(Number(gone.dataset.remove));
    });
    document.addEventListener('click', (event) => {
      const asked = event.target.closest?.('[data-people]');
      if (asked) this.showPeople(asked.dataset.people);
    }, { signal: pageSignal() });
    document.addEventListener('keydown', (event) => {
      if (!(event.ctrlKey || event.metaKey) || one('dialog[open]')) return;
      if (event.key.toLowerCase() === 's') this.save();
      else if (event.key.toLowerCase() === 'z') this.undo();
      else return;
      event.preventDefault();
    }, { signal: pageSignal() });
    one('#add-row').addEventListener('click', () => this.add());
    one('#undo').addEventListener('click', () => this.undo());
    one('#save').addEventListener('click', () => this.save());
    one('#to-standard')?.addEventListener('click', () => this.toStandard());
    const standard = one('#to-standard');
    if (standard) standard.hidden = !this.data.kinds[this.data.doctype].changed;
    guardLeaving(() => !this.changes().length && !this.reset);
    this.draw();
  }

  draw() {
    const focused = document.activeElement?.id;
    const { doctype } = this.data;
    const rights = this.fitting();
    const head = el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, el('span', { class: 'sr' }, doctype ? t('Role') : t('Kind of entry'))),
      el('th', { scope: 'col' }, t('Level')), el('th', { scope: 'col' }, t('Own only')),
      ...rights.map(([, label, help]) => el('th', { scope: 'col', title: help }, label)), el('th', {}, el('span', { class: 'sr' }, t('Remove')))));
    one('#rights').replaceChildren(head, el('tbody', {}, ...this.rows.map((row, at) => this.line(row, at))));
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    const changed = this.changes().length > 0 || this.reset;
    one('#unsaved').hidden = !changed;
    one('#effect').hidden = !changed;
    if (changed) this.tell();
  }

  line(row, at) {
    const kind = this.kindOf(row.doctype);
    const name = this.data.doctype ? this.holders.get(row.role)?.label || row.role : kind.label;
    const unfit = (right) => kind.unfit.includes(right) || (row.permlevel > 0 && !OF_LEVELS.includes(right));
    const ticks = this.fitting().map(([right, label]) => el('td', {}, unfit(right) ? el('span', { class: 'muted', 'aria-hidden': 'true' }, '·')
      : this.tick(`r-${at}-${right}`, row[right], t('{0}: {1}', name, label), { 'data-at': at, 'data-right': right, disabled: row.gone })));
    const state = row.gone ? ' is-gone' : this.isChanged(row) ? ' is-changed' : '';
    return el('tr', { class: state.trim() }, el('th', { scope: 'row' }, name, this.data.doctype ? this.peopleButton(row.role) : null),
      el('td', {}, String(row.permlevel)),
      el('td', {}, row.permlevel ? null : this.tick(`r-${at}-own`, row.if_owner, t('{0}: {1}', name, t('Own only')), { 'data-at': at, 'data-right': 'if_owner', disabled: row.gone })),
      ...ticks,
      el('td', {}, el('button', { type: 'button', class: 'icon-button', 'data-remove': at, 'aria-label': row.gone ? t('Keep {0}', name) : t('Remove {0}', name) }, icon(row.gone ? 'history' : 'trash-2'))));
  }

  tick(id, value, label, more) {
    return el('label', {}, el('input', { type: 'checkbox', id, checked: Boolean(value), 'aria-label': label, ...more }));
  }

  peopleButton(role) {
    const { count } = this.holders.get(role) || {};
    if (count === null || count === undefined) return el('small', { class: 'muted' }, t('everybody'));
    return el('button', { type: 'button', class: 'quiet small people', 'data-people': role }, t('{0} people', count));
  }

  /** The rights that one of the rows can hold. */
  fitting() {
    return this.data.rights.filter(([right]) => this.rows.some((row) => !this.kindOf(row.doctype).unfit.includes(right)));
  }

  kindOf(doctype) {
    return this.data.kinds[doctype] || { label: doctype, unfit: [] };
  }

  isChanged(row) {
    if (!row.stored) return true;
    return row.if_owner !== row.stored.if_owner || this.data.rights.some(([right]) => row[right] !== row.stored[right]);
  }

  /** Remember how it was before. */
  before() {
    this.past.push({ rows: structuredClone(this.rows), reset: this.reset });
  }

  onTick(input) {
    const row = this.rows[Number(input.dataset.at)];
    const { right } = input.dataset;
    this.before();
    this.reset = false;
    row[right] = input.checked ? 1 : 0;
    if (right !== 'if_owner') couple(row, right, this.kindOf(row.doctype).unfit);
    this.draw();
  }

  remove(at) {
    this.before();
    this.reset = false;
    if (!this.rows[at].stored) this.rows.splice(at, 1);
    else this.rows[at].gone = !this.rows[at].gone;
    this.draw();
  }

  undo() {
    const before = this.past.pop();
    if (!before) return;
    this.rows = before.rows;
    this.reset = before.reset;
    this.draw();
  }

  async add() {
    const { doctype, roles, doctypes } = this.data;
    const choice = el('select', { id: 'row-choice' }, el('option', { value: '' }), ...(doctype ? roles : doctypes).map(([name, label]) => el('option', { value: name }, label)));
    const level = el('input', { id: 'row-level', type: 'number', min: 0, max: 9, step: 1, value: 0 });
    const error = el('p', { class: 'field-error', role: 'alert', hidden: true });
    const refuse = (text) => {
      error.textContent = text;
      error.hidden = false;
      return false;
    };
    const given = await openDialog({
      title: doctype ? t('Add a role') : t('Add a kind of entry'), action: t('Add'),
      body: [
        el('div', { class: 'field' }, el('label', { for: 'row-choice' }, doctype ? t('Role') : t('Kind of entry')), choice),
        el('div', { class: 'field' }, el('label', { for: 'row-level' }, t('Level')), level, el('p', { class: 'help' }, t('0 for the entry itself; higher only for fields that have that level.'))),
        error,
      ],
      onAction: () => {
        if (!choice.value) return refuse(t('Choose one of the list.'));
        const row = { doctype: doctype || choice.value, role: doctype ? choice.value : this.data.role, permlevel: Number(level.value) || 0, if_owner: 0 };
        if (this.rows.some((each) => each.doctype === row.doctype && each.role === row.role && each.permlevel === row.permlevel && !each.if_owner)) return refuse(t('There is a row for this already.'));
        return row;
      },
    });
    if (!given) return;
    await this.learn(given.doctype);
    this.before();
    this.reset = false;
    this.rows.push({ ...Object.fromEntries(this.data.rights.map(([right]) => [right, 0])), ...given, read: 1, stored: null });
    this.draw();
    one(`#r-${this.rows.length - 1}-read`)?.focus();
  }

  /** What rows of a kind of entry can hold that the page did not bring along. */
  async learn(doctype) {
    if (this.data.kinds[doctype]) return;
    const known = (await withProgress(request('GET', `${this.data.address}/kind?${new URLSearchParams({ doctype })}`))).message;
    this.data.kinds[doctype] = known.kind;
    this.data.versions[doctype] = known.version;
  }

  /** What is to be stored: rows that are others, new or gone. */
  changes() {
    if (this.reset) return [];
    return this.rows.flatMap((row) => {
      const place = { doctype: row.doctype, role: row.role, permlevel: row.permlevel };
      if (row.gone) return [{ ...place, if_owner: row.stored.if_owner, rights: null }];
      if (!this.isChanged(row)) return [];
      const rights = Object.fromEntries(this.data.rights.map(([right]) => [right, row[right]]));
      const moved = row.stored && row.stored.if_owner !== row.if_owner ? [{ ...place, if_owner: row.stored.if_owner, rights: null }] : [];
      return [...moved, { ...place, if_owner: row.if_owner, rights }];
    });
  }

  sent() {
    return { changes: this.changes(), reset: this.reset ? [this.data.doctype] : [] };
  }

  async tellEffect() {
    const sent = this.sent();
    if (!sent.changes.length && !sent.reset.length) return;
    let found;
    try {
      found = (await request('POST', `${this.data.address}/effect`, sent)).message;
    } catch (error) {
      one('#effect-text').replaceChildren(el('p', { class: 'field-error' }, error.message));
      return;
    }
    if (JSON.stringify(sent) !== JSON.stringify(this.sent())) return;
    one('#effect-text').replaceChildren(...effectText(found, this.data.rights, Boolean(this.data.doctype)));
    one('#save').disabled = isRefused(found);
  }

  toStandard() {
    this.before();
    this.reset = true;
    this.draw();
    one('#effect').scrollIntoView({ block: 'nearest' });
  }

  async save() {
    const sent = this.sent();
    if ((!sent.changes.length && !sent.reset.length) || one('#save').disabled) return;
    try {
      await withProgress(request('POST', this.data.address, { ...sent, versions: this.data.versions }));
    } catch (error) {
      showRefusal(error);
      return;
    }
    const before = this.data.rows;
    guardLeaving(() => true);
    await refresh();
    toast(t('Saved. The rights hold from now on.'), { label: t('Undo'), run: () => putBack(before) });
  }

  async showPeople(role) {
    const people = (await withProgress(request('GET', `${this.data.address}/people?${new URLSearchParams({ role })}`))).message;
    const body = people.length ? el('ul', { class: 'problem-list' }, ...people.map(({ name, url }) => el('li', {}, el('a', { href: url }, name)))) : el('p', {}, t('Nobody holds this role.'));
    await openDialog({ title: this.holders.get(role)?.label || role, body: [body] });
  }
}

/** Rights that hang together: one brings what it needs, and takes along what needs it. */
function couple(row, right, unfit) {
  if (row[right]) {
    for (let need = NEEDS[right]; need; need = NEEDS[need]) if (!unfit.includes(need)) row[need] = 1;
    return;
  }
  for (const [other, need] of Object.entries(NEEDS)) {
    if (need === right && row[other]) {
      row[other] = 0;
      couple(row, other, unfit);
    }
  }
}

/** Store the rows as they were before the last saving. @param {any[]} before */
async function putBack(before) {
  const data = pageData();
  const key = (row) => [row.doctype, row.role, row.permlevel, row.if_owner].join('\n');
  const known = new Set(before.map(key));
  const rights = (row) => Object.fromEntries(data.rights.map(([right]) => [right, row[right]]));
  const place = ({ doctype, role, permlevel, if_owner }) => ({ doctype, role, permlevel, if_owner });
  const changes = [
    ...data.rows.filter((row) => !known.has(key(row))).map((row) => ({ ...place(row), rights: null })),
    ...before.map((row) => ({ ...place(row), rights: rights(row) })),
  ];
  await withProgress(request('POST', data.address, { changes, reset: [], versions: data.versions }));
  await refresh();
  toast(t('Taken back.'));
}
