/** The form of a report by e-mail: filters, the next day, a preview, and sending at once. */
import { call, request } from '../api.js';
import { all, el, one, t } from '../dom.js';
import { bindLink } from '../link.js';
import { toast, withProgress } from '../toast.js';
import { offer } from './offer.js';
import { settle } from './settle.js';

const DATES = ['Date', 'Datetime'];

/** @param {any} form */
export function start(form) {
  const panel = new MailPanel(form);
  const data = form.data.panels['reports/mail'];
  if (form.data.isNew) form.scope.put('user', data.me);
  if (form.data.isNew && form.scope.doc.report) form.scope.fetchFrom('report', form.scope.doc.report);
  panel.take(data);
  form.onPause(() => panel.refresh(), 500);
  one('#send-now').addEventListener('click', () => panel.sendNow());
  settle(form);
  if (form.data.isNew) panel.refresh();
}

class MailPanel {
  constructor(form) {
    this.form = form;
    this.drawn = '';
  }

  async refresh() {
    const asked = request('POST', '/app/mail-preview', { ...this.form.outgoing(), doctype: undefined });
    const answer = await this.form.whileShown(asked).catch((error) => ({ message: { ...this.data, html: '', note: error.message } }));
    this.take(answer.message);
  }

  take(data) {
    this.data = data;
    one('#mail-next').textContent = data.next;
    one('#mail-note').textContent = data.note;
    one('#mail-note').hidden = !data.note;
    // In a frame of its own that runs nothing: it is a mail, not a part of this page.
    if (one('#mail-preview').srcdoc !== data.html) one('#mail-preview').srcdoc = data.html;
    one('#mail-preview').hidden = !data.html;
    one('#mail-actions').hidden = this.form.data.isNew || this.form.dirty;
    one('#mail-download').hidden = !data.mine;
    this.drawFilters();
    const dates = data.filters.filter((each) => DATES.includes(each.fieldtype));
    for (const name of ['from_date_field', 'to_date_field']) for (const select of all(`.field[data-field="${name}"] select`)) offer(select, dates, this.form.scope.doc[name] || '');
  }

  get filters() {
    try {
      return JSON.parse(this.form.scope.doc.filters || '{}') || {};
    } catch {
      return {};
    }
  }

  set(fieldname, value) {
    const filters = { ...this.filters, [fieldname]: value };
    if (value === '' || value === null) delete filters[fieldname];
    this.form.scope.put('filters', JSON.stringify(filters));
  }

  /** The filters of a report with code; drawn anew only for another report, so that nobody loses his place. */
  drawFilters() {
    const place = one('#mail-filters');
    place.hidden = !this.data.of_code || !this.data.filters.length;
    const key = JSON.stringify([this.form.scope.doc.report, this.data.filters]);
    if (place.hidden || this.drawn === key) return;
    this.drawn = key;
    const given = this.filters;
    const fresh = !this.form.scope.doc.filters;
    place.replaceChildren(el('h3', {}, t('Filters of the report')), ...this.data.filters.map((field) => {
      const value = given[field.fieldname] ?? (fresh ? field.default : '');
      if (fresh && field.default) this.set(field.fieldname, field.default);
      const id = `mail-${field.fieldname}`;
      return el('div', { class: 'field' }, el('label', { for: id, class: field.reqd ? 'required' : '' }, field.label), this.control(id, field, value));
    }));
  }

  control(id, field, value) {
    if (field.fieldtype === 'Select') {
      return el('select', { id, onchange: (event) => this.set(field.fieldname, event.target.value) },
        el('option', { value: '' }), ...field.options.map(([each, label]) => el('option', { value: each, selected: each === value }, label)));
    }
    if (field.fieldtype === 'Check') {
      return el('input', { id, type: 'checkbox', checked: Boolean(Number(value)), onchange: (event) => this.set(field.fieldname, event.target.checked ? 1 : '') });
    }
    if (field.fieldtype === 'Link') {
      const input = el('input', { id, class: 'link-input', role: 'combobox', 'aria-expanded': 'false', autocomplete: 'off', value });
      const box = el('div', { class: 'link-box' }, input);
      bindLink(input, { doctype: () => field.options, reference: this.form.data.doctype, creatable: [], choose: (chosen, label) => { input.value = chosen ? label || chosen : ''; this.set(field.fieldname, chosen); } });
      return box;
    }
    const type = DATES.includes(field.fieldtype) ? 'date' : ['Int', 'Float', 'Currency'].includes(field.fieldtype) ? 'number' : 'text';
    return el('input', { id, type, value, onchange: (event) => this.set(field.fieldname, event.target.value) });
  }

  async sendNow() {
    try {
      const sent = await withProgress(call('frappe.email.doctype.auto_email_report.auto_email_report.send_now', { name: this.form.data.name }));
      toast(sent ? t('The report is on its way to {0}.', (this.form.scope.doc.email_to || '').split(/\s+/).join(', ')) : t('No entry fits just now, so nothing was sent.'));
    } catch (error) {
      toast(error.message);
    }
  }
}
