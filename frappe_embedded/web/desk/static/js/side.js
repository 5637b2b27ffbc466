/** What stands beside a form: people, files, tags, shares, comments. */
import { call, request, resourcePath, upload } from './api.js';
import { confirmDanger, openDialog } from './dialog.js';
import { el, one, onFiles, t } from './dom.js';
import { findText, keepText } from './draft.js';
import { bindLink } from './link.js';
import { Mentions } from './mentions.js';
import { pageSignal, refreshSide } from './navigate.js';
import { toast } from './toast.js';

/** @param {any} data the page's data */
export function startSide(data) {
  const about = { doctype: data.doctype, name: data.name };
  const side = one('.side');
  if (!side) return;
  const again = () => refreshSide(() => startSide(data));
  const act = async (work) => {
    try {
      await work();
      await again();
    } catch (error) {
      toast(error.message);
    }
  };
  startComments(data, act);
  startFiles(data, act, side);
  one('#assign', side)?.addEventListener('click', () => assign(about, act));
  one('#share', side)?.addEventListener('click', () => share(about, act));
  one('#add-tag', side)?.addEventListener('click', () => addTag(data, act));
  side.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    const { unassign, unshare, removeTag, removeFile, removeComment, fileName } = button.dataset;
    if (unassign) act(() => call('frappe.desk.form.assign_to.remove', { ...about, assign_to: unassign }));
    if (unshare) act(() => call('frappe.share.set_permission', { ...about, user: unshare, permission_to: 'read', value: 0 }));
    if (removeTag) act(() => call('frappe.desk.doctype.tag.tag.remove_tag', { tag: removeTag, dt: data.doctype, dn: data.name }));
    if (removeFile) dropFile(removeFile, fileName, act);
    if (removeComment) dropComment(removeComment, act);
  }, { signal: pageSignal() });
}

function startComments(data, act) {
  const form = one('#comment-form');
  const area = one('#comment');
  const button = one('#comment-send');
  // What is half written outlives the page, and the side, which is drawn anew after each act.
  area.value = findText(data, 'comment');
  button.disabled = !area.value.trim();
  const mentions = new Mentions(area, data);
  const note = el('p', { class: 'field-error', role: 'alert', hidden: true });
  area.after(note);
  // Text that was sent once although it names nobody, and may be sent as it is.
  let doubtful = '';
  area.addEventListener('input', () => {
    button.disabled = !area.value.trim();
    keepText(data, 'comment', area.value);
  });
  area.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = area.value.trim();
    if (!text || button.disabled) return;
    button.disabled = true;
    send(text);
  });

  async function send(text) {
    const unknown = text === doubtful ? [] : await mentions.settle();
    note.hidden = !unknown.length;
    if (unknown.length) {
      doubtful = text;
      note.textContent = t('Not sent yet: nobody would be told by {0}. Choose a person from the list, or send it again as it is.', unknown.map((name) => `@${name}`).join(', '));
      button.disabled = false;
      area.focus();
      return;
    }
    const lines = text.split('\n').map((line) => el('p', {}, ...mentions.marked(line)).outerHTML).join('');
    act(async () => {
      try {
        await call('frappe.desk.form.utils.add_comment', {
          reference_doctype: data.doctype, reference_name: data.name, content: lines, comment_email: data.user, comment_by: data.user,
        });
      } catch (error) {
        button.disabled = false;
        throw error;
      }
      keepText(data, 'comment', '');
      mentions.forget();
    });
  }
}

function startFiles(data, act, side) {
  const input = one('#upload', side);
  if (!input) return;
  const send = (files) => act(async () => {
    for (const file of files) await sendOne(file, data);
  });
  onFiles(input, () => send([...input.files]));
  side.addEventListener('dragover', (event) => event.preventDefault());
  side.addEventListener('drop', (event) => {
    event.preventDefault();
    if (event.dataTransfer?.files.length) send([...event.dataTransfer.files]);
  });
}

/** One file, private, with its share sent so far. */
async function sendOne(file, data) {
  const bar = el('progress', { max: 1, value: 0, 'aria-label': file.name });
  const line = el('p', { class: 'upload-line' }, file.name, bar);
  one('#uploads').append(line);
  try {
    await upload(file, { doctype: data.doctype, docname: data.name }, (shared) => { bar.value = shared; });
  } finally {
    line.remove();
  }
}

/** A field that chooses a user. @param {string} id @param {string} label */
export function userField(id, label) {
  const input = el('input', { id, type: 'text', class: 'link-input', role: 'combobox', 'aria-expanded': 'false', 'aria-autocomplete': 'list', autocomplete: 'off' });
  const field = el('div', { class: 'field' }, el('label', { for: id }, label), el('div', { class: 'link-box' }, input));
  bindLink(input, {
    doctype: () => 'User',
    reference: 'ToDo',
    creatable: [],
    choose: (value, text) => {
      input.dataset.value = value || '';
      input.value = value ? text || value : '';
    },
  });
  return { field, value: () => input.dataset.value || '' };
}

/**
 * Ask whom and until when.
 * @param {string} [action] what the button says @returns {Promise<{user: string, date: string, description: string}|null>}
 */
export function askAssignment(action = t('Assign')) {
  const user = userField('assign-user', t('Who'));
  const date = el('input', { id: 'assign-date', type: 'date' });
  const note = el('textarea', { id: 'assign-note', rows: 2 });
  const body = [user.field,
    el('div', { class: 'field' }, el('label', { for: 'assign-date' }, t('Until')), date),
    el('div', { class: 'field' }, el('label', { for: 'assign-note' }, t('What is to be done')), note)];
  return openDialog({
    title: t('Assign'), body, action,
    onAction: () => (user.value() ? { user: user.value(), date: date.value, description: note.value } : false),
  });
}

async function assign(about, act) {
  const given = await askAssignment();
  if (!given) return;
  act(() => call('frappe.desk.form.assign_to.add', {
    ...about, assign_to: JSON.stringify([given.user]), date: given.date || null, description: given.description || about.name,
  }));
}

async function share(about, act) {
  const user = userField('share-user', t('With whom'));
  const write = el('input', { type: 'checkbox' });
  const body = [user.field, el('label', { class: 'check' }, write, t('may also change it'))];
  const chosen = await openDialog({ title: t('Share'), body, action: t('Share'), onAction: () => user.value() || false });
  if (chosen) act(() => call('frappe.share.add', { ...about, user: chosen, read: 1, write: write.checked ? 1 : 0, notify: 1 }));
}

async function addTag(data, act) {
  const input = el('input', { id: 'tag', type: 'text', maxlength: 60, autocomplete: 'off' });
  const body = el('div', { class: 'field' }, el('label', { for: 'tag' }, t('Tag')), input);
  const tag = await openDialog({ title: t('Add tag'), body: [body], action: t('Add'), onAction: () => input.value.trim() || false });
  if (tag) act(() => call('frappe.desk.doctype.tag.tag.add_tag', { tag, dt: data.doctype, dn: data.name }));
}

async function dropFile(name, fileName, act) {
  if (await confirmDanger(t('Remove {0}?', fileName), t('The file is deleted for everybody.'), t('Delete'))) {
    act(() => request('DELETE', resourcePath('File', name)));
  }
}

async function dropComment(name, act) {
  if (await confirmDanger(t('Delete the comment?'), t('It cannot be brought back.'), t('Delete'))) {
    act(() => request('DELETE', resourcePath('Comment', name)));
  }
}
