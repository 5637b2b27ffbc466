/** Backups: make one and see how far it is, take one out, delete one, set the rhythm. */
import { request } from '../api.js';
import { confirmDanger, openDialog } from '../dialog.js';
import { all, el, one, pageData, t } from '../dom.js';
import { pageSignal, refresh } from '../navigate.js';
import { showReason, showRefusal } from '../refusal.js';
import { toast, withProgress } from '../toast.js';

const PAUSE = 500;

export function start() {
  const { address, running, percent, sealed } = pageData();
  one('#make').addEventListener('click', () => make(address));
  for (const button of all('[data-download]')) button.addEventListener('click', () => download(button.dataset.download, sealed || 'sealed' in button.dataset));
  for (const button of all('[data-delete]')) button.addEventListener('click', () => remove(address, button.dataset));
  one('#rhythm').addEventListener('submit', (event) => {
    event.preventDefault();
    setRhythm(address);
  });
  if (running) watch(address, percent);
}

/** @param {string} address */
async function make(address) {
  one('#make').disabled = true;
  if (await tried(request('POST', `${address}/make`, {}))) watch(address, 0);
  else one('#make').disabled = false;
}

/** Show how far it is until it ends. @param {string} address @param {number} percent */
async function watch(address, percent) {
  const signal = pageSignal();
  const bar = el('progress', { max: 100, value: percent || 0, 'aria-label': t('The backup is being made') });
  const text = el('span', {}, t('The backup is being made'));
  const stop = el('button', { type: 'button', class: 'button small', id: 'cancel-backup' }, t('Cancel'));
  stop.addEventListener('click', () => {
    stop.disabled = true;
    tried(request('POST', `${address}/cancel`, {}));
  });
  one('#make').disabled = true;
  one('#making').replaceChildren(text, bar, stop);
  one('#making').hidden = false;
  let state = { running: true };
  while (state.running && !signal.aborted) {
    await new Promise((resolve) => { setTimeout(resolve, PAUSE); });
    state = (await request('GET', `${address}/state`).catch(() => ({ message: state }))).message;
    if (state.percent) {
      bar.value = state.percent;
      text.textContent = t('The backup is being made: {0} %', state.percent);
    }
  }
  if (!signal.aborted) await ended(state.result || {});
}

async function ended({ name, failure, cancelled }) {
  await refresh();
  if (failure) showReason(failure);
  else if (cancelled) toast(t('The backup was cancelled. Nothing of it is left.'));
  else if (name) {
    toast(t('The backup is made.'));
    one(`[data-download="${CSS.escape(name)}"]`)?.focus();
  }
}

/** @param {string} name @param {boolean} sealed */
async function download(name, sealed) {
  const body = sealed
    ? [el('p', {}, t('The file is sealed: it holds everything, and opens only with the secret key that whoever runs the machine put away.')),
      el('p', {}, t('Keep it in another place than the site, and apart from the secret key. The download is written to the access log with your name.'))]
    : [el('p', {}, t('The file is not sealed: it holds all records with personal data, restricted ones too, and the key that opens stored passwords.')),
      el('p', {}, t('Save it on a disk that is encrypted or locked away, never in a mail or a shared folder. The download is written to the access log with your name.'))];
  if (await openDialog({ title: t('Take the backup out of the system?'), body, action: t('Download'), onAction: () => true })) {
    window.location.assign(`/app/backups/file/${encodeURIComponent(name)}`);
  }
}

/** @param {string} address @param {{delete: string, made: string}} about */
async function remove(address, about) {
  if (!await confirmDanger(t('Delete this backup?'), t('The backup of {0} is gone for good. The site itself stays as it is.', about.made), t('Delete'))) return;
  if (!await tried(request('POST', `${address}/delete`, { name: about.delete }))) return;
  await refresh();
  toast(t('Deleted.'));
}

/** @param {string} address */
async function setRhythm(address) {
  if (!await tried(request('POST', `${address}/rhythm`, { hour: one('#hour').value, keep: one('#keep').value }))) return;
  await refresh();
  toast(t('Saved.'));
}

/** @param {Promise<any>} work @returns {Promise<boolean>} whether it went well; what was wrong is told */
async function tried(work) {
  one('#form-errors').replaceChildren();
  try {
    await withProgress(work);
    return true;
  } catch (error) {
    showRefusal(error);
    return false;
  }
}
