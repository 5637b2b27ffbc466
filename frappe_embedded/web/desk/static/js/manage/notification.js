/** The form of a notification: fields to choose from, a condition to put together, and a trial. */
import { request } from '../api.js';
import { all, el, icon, one, t } from '../dom.js';
import { bindLink } from '../link.js';
import { toast, withProgress } from '../toast.js';
import { fillChoices, offer } from './choices.js';
import { bindCondition } from './condition.js';
import { fieldsOf } from './fields.js';

const DATES = ['Date', 'Datetime'];
const ADDRESSES = ['Email', 'Phone'];

/** @param {any} form */
export function start(form) {
  const about = () => form.scope.doc.document_type;
  fillChoices(form, 'date_changed', undefined, ({ fieldtype }) => DATES.includes(fieldtype));
  fillChoices(form, 'value_changed');
  fillChoices(form, 'set_property_after_alert');
  const condition = bindCondition(one('[data-field="condition"] textarea'), {
    fields: () => fieldsOf(about()), always: t('Always; the notification is sent for every entry.'),
  });
  const receivers = () => offerReceivers(form, about());
  receivers();
  form.onChange((changed) => {
    if (changed === 'document_type') condition.redraw();
    if (!changed || ['document_type', 'recipients'].includes(changed)) receivers();
  });
  document.addEventListener('grid:open', (event) => bindRow(/** @type {CustomEvent} */ (event).detail, about), { signal: form.signal });
  one('[data-field="view_properties"]')?.addEventListener('click', (event) => openProperties(event, about()), true);
  new Trial(form).start();
}

/** The fields of the form that the notification is about, in a window of their own. @param {Event} event @param {string} doctype */
function openProperties(event, doctype) {
  event.stopPropagation();
  if (!doctype) toast(t('Choose the kind of entry first'));
  else window.open(`/app/customize-form/${encodeURIComponent(doctype.toLowerCase().replaceAll(' ', '-'))}`, '_blank', 'noopener');
}

/** Who can be told: the one who made the entry, and fields that hold people or addresses. @param {string} doctype */
async function receiverFields(doctype) {
  const fields = await fieldsOf(doctype);
  const own = fields.filter(({ fieldtype, options }) => (fieldtype === 'Link' && options === 'User') || (fieldtype === 'Data' && ADDRESSES.includes(options || '')) || fieldtype === 'Phone');
  const tables = await Promise.all(fields.filter(({ fieldtype }) => fieldtype === 'Table').map(async (table) => {
    const rows = await fieldsOf(table.options || '');
    return rows.filter(({ fieldname, fieldtype, options }) => fieldname !== 'owner' && fieldname !== 'modified_by' && fieldtype === 'Link' && options === 'User')
      .map((row) => ({ fieldname: `${row.fieldname},${table.fieldname}`, label: t('{0}: {1}', table.label, row.label) }));
  }));
  return [...own, ...tables.flat()];
}

async function offerReceivers(form, doctype) {
  const fields = await form.whileShown(receiverFields(doctype));
  for (const select of all('[data-grid="recipients"] tbody [data-field="receiver_by_document_field"] select')) offer(select, fields);
}

async function bindRow({ body, row }, about) {
  const select = one('[data-field="receiver_by_document_field"] select', body);
  if (!select) return;
  offer(select, await receiverFields(about()), row.receiver_by_document_field);
  bindCondition(one('[data-field="condition"] input', body), { fields: () => fieldsOf(about()), always: t('Always; this recipient is told each time.') });
}

class Trial {
  constructor(form) {
    this.form = form;
    this.name = '';
  }

  start() {
    const input = one('#try-entry');
    bindLink(input, {
      doctype: () => this.form.scope.doc.document_type, reference: '', creatable: [],
      choose: (name, label) => {
        this.name = name || '';
        input.value = name ? label || name : '';
        this.show();
      },
    });
    this.form.onPause(() => this.show(), 600);
  }

  async show() {
    if (!this.name) return;
    const place = one('#try-result');
    try {
      const asked = withProgress(request('POST', '/app/notification-preview', { doc: this.form.outgoing(), name: this.name }));
      const { message } = await this.form.whileShown(asked);
      place.replaceChildren(...this.told(message));
    } catch (error) {
      place.replaceChildren(el('p', { class: 'finding finding-error' }, icon('circle-alert'), /** @type {Error} */ (error).message));
    }
  }

  told({ sends, reason, receivers, subject, message }) {
    const verdict = el('p', { class: `finding finding-${sends ? 'good' : 'warning'}` }, icon(sends ? 'check' : 'info'),
      el('span', {}, el('b', {}, `${sends ? t('It would be sent.') : t('It would not be sent.')} `), reason));
    if (!sends) return [verdict];
    const people = el('ul', { class: 'receivers' }, ...receivers.map(({ name, address, opens }) => el('li', {},
      el('b', {}, name), name === address ? '' : ` ${address}`, opens ? '' : el('span', { class: 'pill pill-amber' }, t('may not open this entry')))));
    const frame = el('iframe', { class: 'preview-frame', sandbox: '', title: t('The message as it would arrive') });
    frame.srcdoc = `<meta name="color-scheme" content="light"><body dir="auto" style="font: 14px/20px system-ui, sans-serif; margin: 12px">${message}`;
    return [verdict, el('h3', {}, t('To {0} recipients', receivers.length)), people,
      el('h3', {}, t('The words')), el('div', { class: 'preview-mail' }, el('p', { class: 'preview-subject' }, subject), frame)];
  }
}
