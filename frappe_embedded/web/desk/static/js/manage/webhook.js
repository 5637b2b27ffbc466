/** The form of a webhook: fields to choose from, a condition to put together, and a trial. */
import { request } from '../api.js';
import { all, el, icon, one, t } from '../dom.js';
import { bindLink } from '../link.js';
import { withProgress } from '../toast.js';
import { offer } from './choices.js';
import { bindCondition } from './condition.js';
import { fieldsOf } from './fields.js';

const ALWAYS = [{ fieldname: 'name', label: t('Number') }, { fieldname: 'modified', label: t('Changed') }];

/** @param {any} form */
export function start(form) {
  const about = () => form.scope.doc.webhook_doctype;
  const condition = bindCondition(one('[data-field="condition"] textarea'), {
    fields: () => fieldsOf(about()), always: t('Always; the other program is told of every entry.'),
  });
  const columns = () => offerColumns(form, about());
  columns();
  form.onChange((changed) => {
    if (changed === 'webhook_doctype') condition.redraw();
    if (!changed || ['webhook_doctype', 'webhook_data'].includes(changed)) columns();
  });
  document.addEventListener('grid:open', (event) => bindRow(/** @type {CustomEvent} */ (event).detail, about), { signal: form.signal });
  new Trial(form).start();
}

async function columnsOf(doctype) {
  if (!doctype) return [];
  const fields = await fieldsOf(doctype);
  const known = new Set(fields.map(({ fieldname }) => fieldname));
  return [...ALWAYS.filter(({ fieldname }) => !known.has(fieldname)), ...fields.filter(({ fieldtype }) => fieldtype !== 'Table')];
}

async function offerColumns(form, doctype) {
  const fields = await form.whileShown(columnsOf(doctype));
  for (const select of all('[data-grid="webhook_data"] tbody [data-field="fieldname"] select')) offer(select, fields);
}

async function bindRow({ body, row }, about) {
  const select = one('[data-field="fieldname"] select', body);
  if (select) offer(select, await columnsOf(about()), row.fieldname);
}

class Trial {
  constructor(form) {
    this.form = form;
    this.name = '';
  }

  start() {
    const input = one('#try-entry');
    bindLink(input, {
      doctype: () => this.form.scope.doc.webhook_doctype, reference: '', creatable: [],
      choose: (name, label) => {
        this.name = name || '';
        input.value = name ? label || name : '';
        this.show();
      },
    });
    this.form.onPause(() => this.show(), 600);
    one('#try-send').addEventListener('click', () => this.send());
  }

  async show() {
    if (!this.name) return;
    const place = one('#try-result');
    try {
      const asked = withProgress(request('POST', '/app/webhook-preview', { doc: this.form.outgoing(), name: this.name }));
      const { message } = await this.form.whileShown(asked);
      place.replaceChildren(...told(message));
      one('#try-send').hidden = !message.request || Boolean(this.form.data.isNew);
    } catch (error) {
      place.replaceChildren(failed(/** @type {Error} */ (error).message));
    }
  }

  /** What is stored is sent: what stands in the form is stored first. */
  async send() {
    const name = this.name;
    if (this.form.dirty && !await this.form.save()) return;
    const button = one('#try-send');
    if (button) button.disabled = true;
    try {
      const { message } = await withProgress(request('POST', '/app/webhook-preview', { webhook: this.form.data.name, name, send: 1 }));
      const place = one('#try-sent');
      if (message.failure) place.replaceChildren(failed(t('It was not taken: {0}', message.failure)));
      else place.replaceChildren(finding('good', 'check', t('The other program has taken it.')));
      if (message.answer) place.append(el('pre', { class: 'code', dir: 'ltr' }, message.answer));
    } catch (error) {
      one('#try-sent').replaceChildren(failed(/** @type {Error} */ (error).message));
    }
    if (button) button.disabled = false;
  }
}

const finding = (kind, name, text) => el('p', { class: `finding finding-${kind}` }, icon(name), el('span', {}, text));
const failed = (text) => finding('error', 'circle-alert', text);

function told({ sends, reason, request: line, headers, body }) {
  const verdict = finding(sends ? 'good' : 'warning', sends ? 'check' : 'info', reason);
  if (!line) return [verdict];
  const rows = Object.entries(headers).map(([key, value]) => `${key}: ${value}`).join('\n');
  return [verdict, el('pre', { class: 'code', dir: 'ltr', id: 'try-request' }, `${line}\n${rows}\n\n${body}`)];
}
