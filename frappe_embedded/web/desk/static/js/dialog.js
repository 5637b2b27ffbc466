/** Dialogs: native elements, so that focus and Escape behave as everywhere. */
import { el, icon, t } from './dom.js';

/**
 * @typedef {Object} DialogOptions
 * @property {string} title
 * @property {(Node|string)[]} body
 * @property {string} [action] label of the button that answers
 * @property {boolean} [danger]
 * @property {boolean} [wide]
 * @property {(dialog: HTMLDialogElement) => *} [onAction] returning false keeps the dialog open
 */

/**
 * Open a dialog; resolves with what `onAction` gave, or null when it was closed otherwise.
 * @param {DialogOptions} options @returns {Promise<any>}
 */
export function openDialog({ title, body, action, danger, wide, onAction }) {
  return new Promise((resolve) => {
    let answer = null;
    const close = () => dialog.close();
    const form = el('form', { method: 'dialog', novalidate: true });
    const dialog = el('dialog', { class: wide ? 'wide' : '', 'aria-label': title }, form);
    form.append(
      el('div', { class: 'dialog-head' }, el('h2', {}, title),
        el('button', { type: 'button', class: 'icon-button', 'aria-label': t('Close'), onclick: close }, icon('x'))),
      el('div', { class: 'dialog-body' }, ...body),
    );
    if (action) {
      form.append(el('div', { class: 'dialog-foot' },
        el('button', { type: 'button', class: 'button', onclick: close }, t('Cancel')),
        el('button', { type: 'submit', class: `button ${danger ? 'danger' : 'primary'}` }, action)));
    }
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const given = onAction ? await onAction(dialog) : true;
      if (given === false) return;
      answer = given;
      close();
    });
    dialog.addEventListener('close', () => { dialog.remove(); resolve(answer); });
    document.body.append(dialog);
    dialog.showModal();
    const first = dialog.querySelector('.dialog-body :is(input, select, textarea, [contenteditable])') || dialog.querySelector('.dialog-foot .button:last-child');
    first?.focus();
  });
}

/** Ask before something that cannot be undone. @param {string} title @param {string} text @param {string} action */
export async function confirmDanger(title, text, action) {
  return Boolean(await openDialog({ title, body: [el('p', {}, text)], action, danger: true, onAction: () => true }));
}

/** One line of text. @param {string} title @param {string} label @param {string} action @returns {Promise<string|null>} */
export function askText(title, label, action) {
  const input = el('input', { type: 'text', id: 'ask-text', maxlength: 140, autocomplete: 'off' });
  const body = el('div', { class: 'field' }, el('label', { for: 'ask-text' }, label), input);
  return openDialog({ title, body: [body], action, onAction: () => input.value.trim() || false });
}
