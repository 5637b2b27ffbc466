/** Customise form: what a manager changes is kept here until it is saved, and can be undone. */
import { request } from '../api.js';
import { openDialog } from '../dialog.js';
import { el, icon, one, pageData, t } from '../dom.js';
import { isReadable } from '../expression.js';
import { guardLeaving, pageSignal, refresh } from '../navigate.js';
import { toast, withProgress } from '../toast.js';
import { askForField } from './add-field.js';
import { Canvas } from './canvas.js';
import { FieldPanel } from './field-panel.js';
import { isBreak, nameOf } from './kinds.js';
import { moved, placeOf, stepped } from './layout.js';

const NOT_SENT = ['key', 'own', 'limits', 'types', 'shownLabel', 'shownDescription', 'choices', 'tree', 'standard', 'fixed', 'newlyListed'];
const TYPED = ['label', 'description', 'placeholder', 'depends_on', 'mandatory_depends_on', 'read_only_depends_on'];
const CONDITIONS = ['depends_on', 'mandatory_depends_on', 'read_only_depends_on'];

export function start() {
  new FormEditor(pageData()).start();
}

class FormEditor {
  /** @param {any} data */
  constructor(data) {
    this.data = data;
    this.rows = data.rows.map((row) => ({ ...row, key: row.fieldname }));
    this.stored = JSON.stringify(this.sent());
    this.past = [];
    this.count = 0;
    this.chosen = '';
    this.canvas = new Canvas(one('#canvas'), {
      choose: (key) => this.choose(key), step: (key, step) => this.step(key, step),
      drop: (key, target, after) => this.drop(key, target, after),
      rename: (key) => this.rename(key), remove: (key) => this.remove(key),
    });
    this.panel = new FieldPanel(one('#field-panel'), {
      data, rows: () => this.rows, change: (key, values) => this.change(key, values), step: (key, step) => this.step(key, step),
      remove: (key) => this.remove(key), close: () => this.close(), restore: (key) => this.restore(key),
      fill: (key) => this.fill(key),
    });
  }

  start() {
    one('#find-field').addEventListener('input', (event) => this.find(event.target.value));
    one('#add-field').addEventListener('click', () => this.add());
    one('#save').addEventListener('click', () => this.save());
    one('#undo').addEventListener('click', () => this.undo());
    one('#reset-form').addEventListener('click', () => this.reset());
    document.addEventListener('keydown', (event) => {
      if (!(event.ctrlKey || event.metaKey) || one('dialog[open]')) return;
      if (event.key.toLowerCase() === 's') this.save();
      else if (event.key.toLowerCase() === 'z' && !event.target.closest('input, textarea')) this.undo();
      else return;
      event.preventDefault();
    }, { signal: pageSignal() });
    one('#field-panel').addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.chosen) this.canvas.focus(this.chosen);
    });
    guardLeaving(() => !this.dirty());
    this.draw();
  }

  sent() {
    return this.rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !NOT_SENT.includes(name))));
  }

  dirty() {
    return JSON.stringify(this.sent()) !== this.stored;
  }

  at(key) {
    return this.rows.findIndex((row) => row.key === key);
  }

  draw() {
    this.canvas.draw(this.rows, this.chosen, one('#find-field').value.trim());
    const dirty = this.dirty();
    one('#save').disabled = !dirty;
    one('#unsaved').hidden = !dirty;
    one('#undo').disabled = !this.past.length;
  }

  /** Everything that changes goes through here, so that it can be taken back. @param {() => void} action */
  doing(action) {
    this.past.push({ rows: structuredClone(this.rows), chosen: this.chosen });
    action();
    this.draw();
  }

  undo() {
    const before = this.past.pop();
    if (!before) return;
    this.rows = before.rows;
    this.choose(before.chosen);
    this.say(t('Taken back.'));
  }

  /** @param {string} key */
  choose(key) {
    this.chosen = key;
    this.draw();
    this.panel.show(this.rows[this.at(key)]);
    one('#field-panel').classList.toggle('is-open', Boolean(key));
    one('.fc-frame').classList.toggle('has-open', Boolean(key));
  }

  /** Leave the chosen field and go on where it lies. */
  close() {
    const key = this.chosen;
    this.choose('');
    this.canvas.focus(key);
  }

  /** @param {string} key */
  rename(key) {
    this.choose(key);
    const input = one('#fp-label');
    input?.focus();
    input?.select();
  }

  /** @param {string} key @param {Object<string, any>} values */
  change(key, values) {
    const row = this.rows[this.at(key)];
    this.doing(() => {
      Object.assign(row, values);
      if (row.standard) this.compare(row, values);
    });
    const typing = document.activeElement?.closest('#field-panel') && TYPED.some((name) => name in values);
    if (key === this.chosen && !typing) this.redrawPanel(row);
    else this.panel.showCouplings();
  }

  /** Keep what a standard field was, as long as it is something else. */
  compare(row, values) {
    const original = this.data.rows.find((each) => each.fieldname === row.fieldname);
    for (const name of Object.keys(values).filter((each) => !NOT_SENT.includes(each))) {
      const standard = name in original.standard ? original.standard[name] : original[name];
      if (String(standard || '') === String(row[name] || '')) delete row.standard[name];
      else row.standard[name] = standard;
    }
  }

  redrawPanel(row) {
    const focused = document.activeElement?.id;
    this.panel.show(row);
    if (focused?.startsWith('fp-')) one(`#${focused}`)?.focus();
  }

  /** @param {string} key */
  restore(key) {
    const row = this.rows[this.at(key)];
    const { standard } = row;
    this.change(key, {
      ...standard,
      ...('label' in standard ? { shownLabel: standard.label } : {}),
      ...('description' in standard ? { shownDescription: standard.description } : {}),
    });
    this.redrawPanel(row);
    this.say(t('{0} is as in the standard form again. Save to keep it.', nameOf(row)));
  }

  /** @param {string} key @param {-1|1} step */
  step(key, step) {
    const rows = stepped(this.rows, this.at(key), step);
    if (rows === this.rows) {
      this.say(t('{0} cannot go further.', nameOf(this.rows[this.at(key)])));
      return;
    }
    this.doing(() => { this.rows = rows; });
    if (document.activeElement?.closest('#canvas')) this.canvas.focus(key);
    this.tellPlace(key);
  }

  drop(key, target, after) {
    const from = this.at(key);
    const to = this.at(target) + (after ? 1 : 0);
    this.doing(() => { this.rows = moved(this.rows, from, to); });
    this.choose(key);
    this.canvas.focus(key);
    this.tellPlace(key);
  }

  tellPlace(key) {
    const at = this.at(key);
    const row = this.rows[at];
    const place = placeOf(this.rows, at);
    const where = [place.tab, place.section].filter(Boolean).map(nameOf).join(', ') || t('the top of the form');
    this.say(isBreak(row) ? t('{0} moved.', nameOf(row)) : t('{0}: {1}, column {2}, place {3}.', nameOf(row), where, place.column, place.position));
  }

  async add() {
    const after = this.chosen || this.rows.at(-1)?.key || '';
    const given = await askForField(this.data, this.rows, after);
    if (!given) return;
    const key = `new-${++this.count}`;
    const row = {
      key, own: true, limits: {}, choices: [], types: [given.row.fieldtype], fixed: '', shownLabel: given.row.label, shownDescription: '', ...given.row,
    };
    this.doing(() => { this.rows.splice(this.at(given.after) + 1, 0, row); });
    this.choose(key);
    this.canvas.focus(key);
    this.say(t('{0} is added. Save to keep it.', nameOf(row)));
  }

  /** @param {string} key */
  async remove(key) {
    const row = this.rows[this.at(key)];
    if (!row.own || row.fixed) {
      this.say(row.fixed || t('A standard field cannot be removed: hide it.'));
      return;
    }
    if (row.fieldname && !await this.mayRemove(row)) return;
    this.doing(() => { this.rows = this.rows.filter((each) => each.key !== key); });
    this.choose('');
    this.say(t('{0} is taken out. Save to keep it that way.', nameOf(row)));
    one('#add-field').focus();
  }

  /** Tell what hangs on a stored field, and ask. */
  async mayRemove(row) {
    const about = (await withProgress(request('GET', `${this.data.address}/field/${encodeURIComponent(row.fieldname)}`))).message;
    const held = about.held === null ? t('You may not see the entries of this kind, so nobody can tell how many hold a value.')
      : about.held ? t('{0} entries that you see hold a value in it.', about.held) : t('No entry that you see holds a value in it.');
    const body = [
      el('p', {}, held, ' ', t('The values stay in the database and are back when a field of the same name is added again.')),
      about.used.length ? el('div', {}, el('p', {}, t('It is named in other places, which have to be changed as well:')), el('ul', { class: 'problem-list' }, ...about.used.map((place) => el('li', {}, place)))) : null,
    ].filter(Boolean);
    return openDialog({ title: t('Remove {0}?', nameOf(row)), body, action: t('Remove'), danger: true, onAction: () => true });
  }

  /** Write what a field is filled in with into entries that hold nothing. @param {string} key */
  async fill(key) {
    const row = this.rows[this.at(key)];
    const address = `${this.data.address}/field/${encodeURIComponent(row.fieldname)}/fill`;
    const about = (await withProgress(request('GET', address))).message;
    if (!about?.empty) {
      toast(about ? t('No entry that you see is empty there.') : t('You may not change entries of this kind, so you cannot fill them.'));
      return;
    }
    const filled = await openDialog({
      title: t('Fill older entries?'),
      body: [el('p', {}, t('{0} entries that you see hold nothing in “{1}”. All of them will say “{2}”, also in reports and exports.', about.empty, nameOf(row), about.value)),
        el('p', {}, t('This cannot be undone in one go.'))],
      action: t('Fill {0} entries', about.empty),
      danger: true,
      onAction: async () => (await withProgress(request('POST', address, {}))).message,
    });
    if (filled) toast(t('{0} entries were filled.', filled));
  }

  /** @param {string} words */
  find(words) {
    this.draw();
    if (words.trim()) one('.is-found', one('#canvas'))?.scrollIntoView({ block: 'center' });
  }

  /** What stands against saving, as sentences. */
  faults() {
    const faults = [];
    for (const row of this.rows) {
      for (const name of CONDITIONS) if (row[name] && !isReadable(row[name])) faults.push([row, t('{0}: a condition cannot be read.', nameOf(row))]);
      if (row.hidden && row.reqd && !row.default && !isBreak(row)) faults.push([row, t('{0}: hidden and required, so nobody could save the form.', nameOf(row))]);
      if (!isBreak(row) && !String(row.label || '').trim() && !['HTML', 'Button', 'Image'].includes(row.fieldtype)) faults.push([row, t('{0}: the label is empty.', row.fieldname || nameOf(row))]);
    }
    return faults;
  }

  async save() {
    document.activeElement?.blur?.();
    await new Promise((done) => { setTimeout(done, 260); });
    if (!this.dirty()) return;
    const faults = this.faults();
    if (faults.length) {
      this.showErrors(faults.map(([, text]) => text));
      this.choose(faults[0][0].key);
      return;
    }
    try {
      await withProgress(request('POST', this.data.address, { rows: this.sent(), version: this.data.version }));
    } catch (error) {
      if (!error.messages) throw error;
      this.showErrors(error.messages);
      return;
    }
    guardLeaving(() => true);
    toast(t('Saved. Everybody sees the form like this from now on.'));
    await refresh();
  }

  /** @param {string[]} texts */
  showErrors(texts) {
    const place = one('#form-errors');
    place.replaceChildren(el('div', { class: 'alert alert-red', role: 'alert' }, icon('circle-alert'),
      el('div', {}, el('strong', {}, t('Not saved.')), el('ul', { class: 'problem-list' }, ...texts.map((text) => el('li', {}, text))))));
    place.scrollIntoView({ block: 'nearest' });
    place.focus();
  }

  async reset() {
    const lost = (await withProgress(request('GET', `${this.data.address}/losses`))).message;
    if (!lost.changed.length && !lost.own.length) {
      toast(t('The form is as it was delivered: there is nothing to take back.'));
      return;
    }
    const own = lost.own.map(({ field, held }) => el('li', {}, held ? t('{0} (your own field; {1} entries hold a value)', field, held) : t('{0} (your own field)', field)));
    const changed = lost.changed.map(({ field, property }) => el('li', {}, field ? t('{0}: {1}', field, property) : property));
    const body = [
      el('p', {}, t('This is what goes:')),
      el('ul', { class: 'problem-list' }, ...own, ...changed),
      el('p', {}, t('Values in your own fields stay in the database and are back when a field of the same name is added again.')),
    ];
    const sure = await openDialog({ title: t('Back to the standard form?'), body, action: t('Back to the standard'), danger: true, onAction: () => true });
    if (!sure) return;
    await withProgress(request('POST', `${this.data.address}/reset`, {}));
    guardLeaving(() => true);
    toast(t('The form is as it was delivered.'));
    await refresh();
  }

  /** @param {string} text */
  say(text) {
    one('#canvas-said').textContent = text;
  }
}
