/** The fields of one document, or of one row, bound to its values. */
import { ask } from './api.js';
import { all, one, t } from './dom.js';
import { holds } from './expression.js';
import { bindLink } from './link.js';
import { followed, isOffered, stored, worked } from './link_filters.js';
import { startSpecials } from './specials.js';
import { lock, readValue, writeValue } from './values.js';

/**
 * @typedef {Object} Field
 * @property {string} fieldname @property {string} fieldtype @property {string} label
 * @property {string} [options] @property {boolean} editable @property {number} [reqd]
 * @property {string} [depends_on] @property {string} [mandatory_depends_on]
 * @property {string} [read_only_depends_on] @property {string} [link_filters] @property {string} [fetch_from] @property {number} [fetch_if_empty]
 */

const isBlank = (value) => value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length);

/** A cell keeps its place in the table when what is in it does not apply. @param {HTMLElement} wrapper @param {boolean} shown */
function setShown(wrapper, shown) {
  if (wrapper.tagName === 'TD') wrapper.classList.toggle('vacant-cell', !shown);
  else wrapper.hidden = !shown;
}

/** Whether a control holds something else than the page brought along. @param {any} control */
function isTouched(control) {
  if (control.tagName === 'SELECT') {
    const options = all('option', control);
    return control.selectedOptions[0] !== (options.find((option) => option.defaultSelected) || options[0]);
  }
  if (['checkbox', 'radio'].includes(control.type)) return control.checked !== control.defaultChecked;
  // A choice of colour that was left alone says black.
  if (control.type === 'color') return control.value !== (control.defaultValue || '#000000');
  return control.value !== control.defaultValue;
}

/** Whether a field is one of a row in a table among these: it may be called like a field beside the table. */
function isOfRow(wrapper, root) {
  const grid = wrapper.closest('.grid');
  return grid !== null && grid !== root && root.contains(grid);
}

export class Scope {
  /**
   * @param {HTMLElement} root holds the controls; @param {any} doc the values
   * @param {Field[]} fields
   * @param {{doctype: string, parent?: any, creatable?: string[], onChange?: (fieldname: string) => void, about?: () => {doctype: string, docname: string}}} options
   */
  constructor(root, doc, fields, options) {
    this.root = root;
    this.doc = doc;
    this.fields = fields;
    this.options = options;
    this.byName = new Map(fields.map((field) => [field.fieldname, field]));
    root.dataset.scope = options.doctype;
    this.wrappers = new Map(all('[data-field]', root)
      .filter((wrapper) => wrapper.closest('[data-scope]') === root && !isOfRow(wrapper, root))
      .map((wrapper) => [wrapper.dataset.field, wrapper]));
    this.bind();
    this.refresh();
  }

  /** What was typed before the scripts were there: on a slow line the page is seen long before. */
  takeEarly() {
    for (const [fieldname, wrapper] of this.wrappers) {
      if (['link', 'chips', 'grid'].includes(wrapper.dataset.kind) || !all('input, select, textarea', wrapper).some(isTouched)) continue;
      this.set(fieldname, readValue(wrapper));
    }
  }

  bind() {
    const listen = (event) => {
      const wrapper = event.target.closest('[data-field]');
      if (!wrapper || this.wrappers.get(wrapper.dataset.field) !== wrapper) return;
      if (['link', 'chips', 'grid'].includes(wrapper.dataset.kind)) return;
      this.set(wrapper.dataset.field, readValue(wrapper));
    };
    this.root.addEventListener('input', listen);
    this.root.addEventListener('change', listen);
    for (const [fieldname, wrapper] of this.wrappers) {
      if (wrapper.dataset.kind === 'link') this.bindLink(fieldname, wrapper);
      else startSpecials(wrapper, this);
    }
  }

  /** @param {string} fieldname @param {HTMLElement} wrapper */
  bindLink(fieldname, wrapper) {
    const box = one('.link-box', wrapper);
    if (!box) return;
    bindLink(one('.link-input', box), {
      doctype: () => (box.dataset.linkFrom ? this.doc[box.dataset.linkFrom] : box.dataset.link),
      reference: this.options.doctype,
      creatable: this.options.creatable || [],
      named: this.options.named,
      filters: () => worked(this.byName.get(fieldname)?.link_filters, this.doc, this.options.parent),
      choose: (value, label) => {
        writeValue(wrapper, value, label);
        this.set(fieldname, value);
        this.fetchFrom(fieldname, value);
      },
      doubted: (text) => this.doubt(fieldname, wrapper, text),
    });
  }

  /** Say that a typed text leads to no entry; an empty text takes it back. @param {string} fieldname @param {HTMLElement} wrapper @param {string} text */
  doubt(fieldname, wrapper, text) {
    if (!text && !wrapper.dataset.doubted) return;
    if (text) wrapper.dataset.doubted = text;
    else delete wrapper.dataset.doubted;
    this.markError(fieldname, text && t('“{0}” leads to no entry: choose one from the list, or empty the field.', text));
  }

  /** @param {string} fieldname @param {any} value */
  set(fieldname, value) {
    if (this.doc[fieldname] === value || (isBlank(this.doc[fieldname]) && isBlank(value))) return;
    this.doc[fieldname] = value;
    this.markError(fieldname, '');
    this.refresh();
    this.options.onChange?.(fieldname);
    this.lookAtFollowers(fieldname);
  }

  /** What was chosen among fewer may not be among those of another choice: it stays, with a word. @param {string} changed */
  async lookAtFollowers(changed) {
    for (const field of this.fields) {
      const name = this.doc[field.fieldname];
      if (isBlank(name) || !stored(field.link_filters).some((each) => followed(each) === changed)) continue;
      const filters = worked(field.link_filters, this.doc, this.options.parent);
      const fits = await isOffered(String(field.options), name, filters, this.options.doctype);
      if (this.doc[field.fieldname] !== name) continue;
      this.markError(field.fieldname, fits ? '' : t('“{0}” does not belong to what is chosen in {1}: choose again.', name, this.byName.get(changed)?.label));
    }
  }

  /** Set a value that did not come out of its control. @param {string} fieldname @param {any} value @param {string} [label] */
  put(fieldname, value, label) {
    const wrapper = this.wrappers.get(fieldname);
    if (wrapper && !['grid', 'chips'].includes(wrapper.dataset.kind)) writeValue(wrapper, value, label);
    this.set(fieldname, value);
  }

  /** Take over what other fields read from a linked document. @param {string} link @param {string|null} name */
  async fetchFrom(link, name) {
    const wanted = this.fields.filter((field) => field.fetch_from?.split('.')[0] === link
      && !(field.fetch_if_empty && !isBlank(this.doc[field.fieldname])));
    if (!wanted.length) return;
    const columns = wanted.map((field) => String(field.fetch_from).split('.')[1]);
    const values = name
      ? await ask('frappe.client.get_value', { doctype: this.byName.get(link)?.options, filters: name, fieldname: columns }).catch(() => ({}))
      : {};
    if (this.doc[link] !== name) return;
    wanted.forEach((field, at) => this.put(field.fieldname, values?.[columns[at]] ?? null));
  }

  /** Work out what is shown, needed and locked just now. */
  refresh() {
    for (const [fieldname, wrapper] of this.wrappers) {
      const field = this.byName.get(fieldname);
      if (!field) continue;
      if (field.depends_on) setShown(wrapper, this.holds(field.depends_on));
      if (field.mandatory_depends_on) one('label, .label, caption', wrapper)?.classList.toggle('required', this.isNeeded(field));
      if (field.read_only_depends_on) lock(wrapper, this.holds(field.read_only_depends_on));
    }
    for (const part of all('[data-section], [data-tab]', this.root)) {
      const field = this.byName.get(part.dataset.section || part.dataset.tab);
      if (field?.depends_on) part.hidden = !this.holds(field.depends_on);
    }
    for (const part of all('.section', this.root)) {
      const own = all('.field', part).filter((wrapper) => wrapper.closest('.section') === part);
      part.classList.toggle('vacant', own.length > 0 && own.every((wrapper) => wrapper.hidden));
    }
  }

  /** @param {string} condition */
  holds(condition) {
    return holds(condition, this.doc, this.options.parent);
  }

  /** @param {Field} field */
  isNeeded(field) {
    const needed = field.reqd || (field.mandatory_depends_on && this.holds(field.mandatory_depends_on));
    return Boolean(needed && (!field.depends_on || this.holds(field.depends_on)));
  }

  /** Fields that are needed and empty. @returns {Field[]} */
  missing() {
    return this.fields.filter((field) => this.wrappers.has(field.fieldname) && field.editable
      && field.fieldtype !== 'Check' && this.isNeeded(field) && isBlank(this.doc[field.fieldname]));
  }

  /** Say beside a field what is wrong with it; an empty text takes it back. @param {string} fieldname @param {string} text */
  markError(fieldname, text) {
    const wrapper = this.wrappers.get(fieldname);
    if (!wrapper) return;
    one(':scope > .field-error', wrapper)?.remove();
    wrapper.classList.toggle('invalid', Boolean(text));
    const control = one('input, select, textarea, [contenteditable]', wrapper);
    if (!text) {
      control?.removeAttribute('aria-invalid');
      return;
    }
    control?.setAttribute('aria-invalid', 'true');
    const note = document.createElement('p');
    note.className = 'field-error';
    note.textContent = text;
    wrapper.append(note);
  }
}
