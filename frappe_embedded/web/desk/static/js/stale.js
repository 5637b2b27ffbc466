/** Somebody else stored the same document meanwhile: both values per field, and a choice. */
import { request, resourcePath } from './api.js';
import { openDialog } from './dialog.js';
import { el, plain, t } from './dom.js';

const blank = (value) => (value === undefined || value === '' ? null : value);
const text = (value) => {
  if (blank(value) === null) return '–';
  return Array.isArray(value) ? t('{0} rows', value.length) : plain(String(value));
};
const comparable = (value) => JSON.stringify(Array.isArray(value)
  ? value.map(({ name, modified, modified_by: by, creation, owner, idx, parent, parenttype, parentfield, docstatus, doctype, ...rest }) => Object.entries(rest).filter(([key, each]) => !key.startsWith('__') && blank(each) !== null).sort())
  : blank(value));
const same = (one, other) => comparable(one) === comparable(other);

/**
 * Bring both versions together. Fields that only one side changed need no question.
 * @param {any} form @returns {Promise<{theirs: any, taken: string[]}|null>} null if the user wants
 *   to think it over
 */
export async function settle(form) {
  const { data } = await request('GET', resourcePath(form.data.doctype, form.data.name));
  const fields = form.data.fields.filter(({ fieldtype, fieldname }) => fieldname && !/Break|HTML|Button|Heading|Image$/.test(fieldtype));
  const differing = fields.filter(({ fieldname }) => !same(data[fieldname], form.scope.doc[fieldname]));
  const mineChanged = ({ fieldname }) => !same(form.base[fieldname], form.scope.doc[fieldname]);
  const theirsChanged = ({ fieldname }) => !same(form.base[fieldname], data[fieldname]);
  const disputed = differing.filter((field) => mineChanged(field) && theirsChanged(field));
  const taken = differing.filter((field) => !mineChanged(field)).map(({ fieldname }) => fieldname);
  const chosen = disputed.length ? await choose(disputed, form.scope.doc, data) : [];
  return chosen && { theirs: data, taken: [...taken, ...chosen] };
}

/** @returns {Promise<string[]|null>} the fields of which their value is taken */
function choose(fields, mine, theirs) {
  const rows = fields.map(({ fieldname, label }) => el('fieldset', { class: 'choice' }, el('legend', {}, label),
    option(fieldname, 'mine', t('Mine'), mine[fieldname], true),
    option(fieldname, 'theirs', t('Stored by {0}', theirs.modified_by), theirs[fieldname], false)));
  return openDialog({
    title: t('Changed by somebody else meanwhile'),
    body: [el('p', {}, t('Nothing is lost. Choose for each field which value is kept, then save.')), ...rows],
    action: t('Keep these and save'),
    wide: true,
    onAction: (dialog) => fields.map(({ fieldname }) => fieldname)
      .filter((name) => dialog.querySelector(`input[name="stale-${name}"]:checked`).value === 'theirs'),
  });
}

function option(fieldname, value, label, content, checked) {
  return el('label', { class: 'choice-option' }, el('input', { type: 'radio', name: `stale-${fieldname}`, value, checked }),
    el('span', {}, el('small', {}, label), text(content)));
}
