/** The form of a document: its values, saving, steps, and leaving without losing anything. */
import { call, messagesOf, noticeAfter, request, resourcePath } from './api.js';
import { confirmDanger, openDialog } from './dialog.js';
import { all, calmed, el, icon, one, pageData, t } from './dom.js';
import { findDraft, forgetDraft, keepDraft } from './draft.js';
import { Grid } from './grid.js';
import { lookedUp } from './link.js';
import { guardLeaving, pageSignal, refresh, show, showSaved } from './navigate.js';
import { askName, giveName } from './other-name.js';
import { problemsOf, showNotice, showProblems } from './problems.js';
import { Scope } from './scope.js';
import { startSide } from './side.js';
import { settle } from './stale.js';
import { startTabs } from './tabs.js';
import { toast, withProgress } from './toast.js';

/** Columns that the server writes itself. */
const OWN = ['owner', 'creation', 'modified_by', 'idx', '_user_tags', '_comments', '_assign', '_liked_by', '_seen', '__onload', '__last_sync_on'];

/** Keys that are no fields and are sent all the same. */
const KEPT = ['__islocal', '__newname'];

/** What was typed between sending a document and showing it as it was stored. @type {any} */
let typedMeanwhile = null;

export function startForm() {
  new Form(pageData()).start();
}

/** Have the field that is being written in hand over its value; the writer stays in it. */
function settleTyping() {
  const field = /** @type {any} */ (document.activeElement);
  field?.blur?.();
  field?.focus?.({ preventScroll: true });
}

class Form {
  /** @param {any} data */
  constructor(data) {
    this.data = data;
    this.base = structuredClone(data.doc);
    this.dirty = false;
    this.saving = false;
    this.signal = pageSignal();
    /** @type {((fieldname?: string) => void)[]} */
    this.listeners = [];
    /** @type {(() => Promise<boolean>)[]} */
    this.questions = [];
    this.scope = new Scope(one('#form'), data.doc, data.fields, {
      doctype: data.doctype,
      creatable: data.creatable,
      named: data.named,
      tables: data.tables,
      about: () => ({ doctype: data.doctype, docname: data.isNew ? '' : data.name, isPrivate: !data.publicFiles }),
      onChange: (fieldname) => this.changed(fieldname),
    });
    this.grids = all('.grid', this.scope.root).map((root) => new Grid(root, this.scope, data.tables[root.dataset.grid]));
    this.remember = calmed(() => this.keep(), 400);
  }

  start() {
    startTabs();
    this.offerDraft();
    this.scope.takeEarly();
    this.goOnTyping();
    guardLeaving(() => !this.dirty);
    window.addEventListener('pagehide', () => this.keep(), { signal: this.signal });
    one('#form').addEventListener('submit', (event) => event.preventDefault());
    one('#save')?.addEventListener('click', () => this.save());
    document.addEventListener('keydown', (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') {
        event.preventDefault();
        if (!one('dialog[open]')) this.save();
      }
    }, { signal: pageSignal() });
    for (const button of all('[data-step]')) button.addEventListener('click', () => this.step(button.dataset.step));
    for (const button of all('[data-do]')) button.addEventListener('click', () => this[`on${button.dataset.do}`]());
    for (const button of all('[data-call]')) button.addEventListener('click', () => this.runAction(button.dataset.call));
    for (const button of all('[data-run]')) button.addEventListener('click', () => this.run(button));
    if (!this.data.isNew && !this.data.single) startSide(this.data);
    for (const script of Object.keys(this.data.panels)) this.whileShown(import(`./${script}.js`)).then((module) => module.start(this));
    if (this.data.isNew && !one('.toast')) one('#form :is(input, select, textarea):not([type="hidden"], :disabled)')?.focus({ preventScroll: true });
  }

  /** @param {string} [fieldname] */
  changed(fieldname) {
    // What a panel hears of late changes nothing on the page that came after.
    if (this.signal.aborted) return;
    this.setDirty(true);
    this.remember();
    for (const listener of this.listeners) listener(fieldname);
  }

  /** Keep what is typed; once it is stored there is nothing to keep. */
  keep() {
    if (this.dirty) keepDraft(this.data, this.scope.doc, Object.keys(this.changesSince(this.base)));
  }

  /** Tell a panel of every change. @param {(fieldname?: string) => void} listener */
  onChange(listener) {
    this.listeners.push(listener);
  }

  /** Tell a panel of changes once they pause, as long as the form is shown. @param {() => void} listener @param {number} wait milliseconds */
  onPause(listener, wait) {
    this.onChange(calmed(() => this.signal.aborted || listener(), wait));
  }

  /**
   * What was asked for, unless the form has gone meanwhile: the page that came after is not its own.
   * @template T @param {Promise<T>} asked @returns {Promise<T>} never ends once the form has gone
   */
  whileShown(asked) {
    return new Promise((resolve, reject) => {
      asked.then((value) => this.signal.aborted || resolve(value), (error) => this.signal.aborted || reject(error));
    });
  }

  /** Ask something before the document is stored; `false` keeps it from being stored. @param {() => Promise<boolean>} question */
  beforeSaving(question) {
    this.questions.push(question);
  }

  /** @param {boolean} dirty */
  setDirty(dirty) {
    this.dirty = dirty;
    one('#unsaved').hidden = !dirty && !this.data.isNew;
    one('#steps > summary')?.classList.toggle('primary', !dirty);
    one('#save')?.classList.toggle('primary', dirty || this.data.isNew || !this.data.steps.length);
  }

  offerDraft() {
    this.setDirty(false);
    const draft = findDraft(this.data);
    if (!draft) return;
    const time = new Date(draft.at).toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' });
    const text = draft.isOlder
      ? t('Text from {0} was not saved, and others have changed the entry since.', time)
      : t('Text from {0} was not saved.', time);
    const note = el('div', { class: 'alert alert-amber draft-offer' }, icon('history'), el('span', {}, text),
      el('button', { type: 'button', class: 'quiet small', onclick: () => { this.takeOver(draft.doc, draft.changed); note.remove(); } }, t('Bring it back')),
      el('button', { type: 'button', class: 'quiet small', onclick: () => { forgetDraft(this.data); note.remove(); } }, t('Discard')));
    one('#form-errors').append(note);
  }

  /** Other values for fields that can be changed here. @param {any} values @param {string[]} [names] */
  takeOver(values, names) {
    for (const { fieldname, fieldtype } of this.data.fields) {
      if (names ? !names.includes(fieldname) : !(fieldname in values)) continue;
      const grid = this.grids.find((each) => each.fieldname === fieldname);
      if (grid?.editable) grid.load(values[fieldname] || []);
      else if (fieldtype.startsWith('Table')) this.scope.doc[fieldname] = values[fieldname] || [];
      else this.scope.put(fieldname, values[fieldname] ?? null);
    }
  }

  /** Take what was typed while the stored document was on its way. */
  goOnTyping() {
    const typed = typedMeanwhile;
    typedMeanwhile = null;
    if (typed) this.takeOver(typed);
  }

  /** What was typed as the name of a stored document, if it is another one. */
  newName() {
    const { nameField, isNew, name } = this.data;
    const typed = nameField && !isNew ? String(this.scope.doc[nameField] ?? '').trim() : '';
    return typed && typed !== name ? typed : '';
  }

  /** Give the document another name, after everything else is stored; resolves with whether that was done. @param {string} [wanted] */
  async rename(wanted) {
    const { nameField, name, list } = this.data;
    const chosen = await askName(this.data, wanted);
    if (!chosen) return false;
    if (nameField) this.scope.put(nameField, name);
    if (Object.keys(this.changesSince(this.base)).length) await this.store();
    const saved = await giveName(this.data, chosen);
    forgetDraft(this.data);
    guardLeaving(() => true);
    toast(chosen.merge ? t('“{0}” went into “{1}”.', name, saved) : t('Renamed to “{0}”.', saved));
    await show(`${list}/${encodeURIComponent(saved)}`, { replace: true });
    return true;
  }

  async onRename() {
    try {
      await this.rename();
    } catch (error) {
      if (!error.messages) throw error;
      showProblems(problemsOf(error, this));
    }
  }

  /** Fields that are needed and empty, in the form and in its tables. */
  missing() {
    const own = this.scope.missing().map(({ fieldname, label }) => ({ scope: this.scope, fieldname, text: t('{0} is missing', label) }));
    const inRows = this.grids.flatMap((grid) => grid.missing().map(({ row, label, scope, fieldname }) => ({
      scope, fieldname, text: t('Row {0}: {1} is missing', row, label),
    })));
    const doubted = all('[data-doubted]', this.scope.root).map((wrapper) => ({
      scope: this.scope, fieldname: wrapper.dataset.field, text: t('“{0}” leads to no entry: choose one from the list, or empty the field.', wrapper.dataset.doubted),
    }));
    return [...own, ...inRows, ...doubted];
  }

  /** Store the document; resolves with whether that worked. @returns {Promise<boolean>} */
  async save() {
    if (this.saving || !this.data.editable) return false;
    settleTyping();
    this.saving = true;
    await lookedUp();
    this.saving = false;
    for (const name of this.scope.wrappers.keys()) this.scope.markError(name, '');
    const problems = this.missing();
    showProblems(problems);
    if (problems.length) return false;
    this.saving = true;
    one('#save').disabled = true;
    try {
      for (const question of this.questions) if (!await question()) return false;
      const named = this.newName();
      if (named) return await this.rename(named);
      await this.store();
      return true;
    } catch (error) {
      await this.failed(error);
      return false;
    } finally {
      this.saving = false;
      const button = one('#save');
      if (button) button.disabled = false;
    }
  }

  async store() {
    const { doctype, name, isNew, list } = this.data;
    const sent = structuredClone(this.scope.doc);
    const answer = await withProgress(isNew
      ? request('POST', resourcePath(doctype), this.outgoing())
      : request('PUT', resourcePath(doctype, name), this.outgoing()));
    forgetDraft(this.data);
    this.setDirty(false);
    toast(isNew ? t('Saved as {0}', answer.data.name) : t('Saved'));
    const leave = () => { typedMeanwhile = this.changesSince(sent); };
    const saved = answer.data.name || name;
    const closed = t('Saved as {0}. From now on only those in charge of it open it.', saved);
    const place = window.scrollY;
    const address = isNew ? `${list}/${encodeURIComponent(saved)}` : window.location.href;
    await showSaved(address, list, closed, leave);
    if (!isNew) window.scrollTo({ top: place });
    const said = noticeAfter(answer);
    if (said && one('#form-errors')) showNotice(said.title, said.texts, said.links);
  }

  /** Fields whose values are others than they were. @param {any} before */
  changesSince(before) {
    const now = this.scope.doc;
    return Object.fromEntries(this.data.fields.map(({ fieldname }) => fieldname)
      .filter((name) => JSON.stringify(now[name] ?? null) !== JSON.stringify(before[name] ?? null))
      .map((name) => [name, now[name] ?? null]));
  }

  /** The document without what the server writes itself. */
  outgoing() {
    const strip = (values) => Object.fromEntries(Object.entries(values)
      .filter(([key]) => !OWN.includes(key) && !(key.startsWith('__') && !KEPT.includes(key)))
      .map(([key, value]) => [key, Array.isArray(value) ? value.map(strip) : value]));
    const values = strip(this.scope.doc);
    const children = Object.keys(this.data.tables).flatMap((key) => values[key] || []);
    for (const row of children) {
      delete row.modified;
      if (row.__islocal) delete row.name;
      delete row.__islocal;
    }
    if (this.data.isNew) {
      delete values.name;
      delete values.modified;
    }
    delete values.__islocal;
    return values;
  }

  /** @param {any} error */
  async failed(error) {
    if (error.type === 'TimestampMismatchError') {
      const settled = await settle(this);
      if (!settled) return;
      this.takeOver(settled.theirs, settled.taken);
      this.scope.doc.modified = settled.theirs.modified;
      this.base = structuredClone(settled.theirs);
      await this.store().catch((again) => showProblems(problemsOf(again, this)));
      return;
    }
    if (!error.messages) throw error;
    if (!error.notice) {
      showProblems(problemsOf(error, this));
      return;
    }
    // What was typed is kept by the server: leaving loses nothing.
    this.setDirty(false);
    forgetDraft(this.data);
    showNotice(error.notice, error.messages);
  }

  /** Something done with the stored document, after saving what is not stored yet. @param {() => Promise<any>} action @param {string} [done] */
  async after(action, done) {
    if (this.dirty && !await this.save()) return;
    try {
      await withProgress(action());
      if (done) toast(done);
      await refresh();
    } catch (error) {
      if (!error.messages) throw error;
      showProblems(problemsOf(error, this));
    }
  }

  /** Take a step of the workflow. @param {string} action */
  step(action) {
    const { doctype, name, steps } = this.data;
    const next = steps.find((each) => each.action === action);
    return this.after(() => call('frappe.model.workflow.apply_workflow', { doc: JSON.stringify({ doctype, name }), action }), t('Now: {0}', next?.state || ''));
  }

  /** A button field runs a method of the document, and shows what it says. @param {HTMLElement} button */
  async run(button) {
    /** @type {string[]} */
    let said = [];
    await this.after(async () => {
      const asked = { dt: this.data.doctype, dn: this.data.name, method: button.dataset.run };
      said = messagesOf(await request('POST', '/api/method/run_doc_method', asked));
    });
    if (said.length) await openDialog({ title: button.textContent.trim(), wide: true, body: said.map((text) => el('p', {}, text)) });
  }

  /** An action that the DocType offers: a method of an app, called with the document. @param {string} method */
  runAction(method) {
    const { doctype, name } = this.data;
    return this.after(() => call(method, { doc: JSON.stringify({ ...this.outgoing(), doctype, name }) }), t('Done'));
  }

  onSubmit() {
    const { doctype, name } = this.data;
    return this.after(() => request('PUT', resourcePath(doctype, name), { docstatus: 1 }), t('Submitted'));
  }

  async onCancel() {
    const { doctype, name } = this.data;
    const text = t('{0} will count as cancelled and can no longer be changed.', name);
    if (await confirmDanger(t('Cancel {0}?', name), text, t('Cancel the entry'))) {
      await this.after(() => call('frappe.client.cancel', { doctype, name }), t('Cancelled'));
    }
  }

  onAmend() {
    const { list, name } = this.data;
    window.location.assign(`${list}/new?${new URLSearchParams({ copy: name, amended_from: name })}`);
  }

  onReload() {
    forgetDraft(this.data);
    return refresh();
  }

  async onCopyLink() {
    await navigator.clipboard.writeText(window.location.href);
    toast(t('Link copied'));
  }

  async onDelete() {
    const { doctype, name, list } = this.data;
    const files = all('.file-list li').length;
    const comments = all('.event-comment').length;
    const text = t('{0} is deleted with {1} files and {2} comments. A manager can bring it back from the deleted documents.', name, files, comments);
    if (!await confirmDanger(t('Delete {0}?', name), text, t('Delete'))) return;
    try {
      await withProgress(request('DELETE', resourcePath(doctype, name)));
      this.setDirty(false);
      forgetDraft(this.data);
      window.location.assign(list);
    } catch (error) {
      if (error.type === 'LinkExistsError' && one('[data-do="Rename"]')) await this.offerMerge(error);
      else showProblems(problemsOf(error, this));
    }
  }

  /** What others name does not go by itself, but it goes into another entry, which they name from then on. @param {any} error */
  async offerMerge(error) {
    const body = [...error.messages.map((text) => el('p', {}, text)), el('p', {}, t('To be rid of it, put it into another one: what names it names that one from then on.'))];
    if (await openDialog({ title: t('{0} stays', this.data.name), body, action: t('Put it into another one') })) await this.onRename();
  }
}
