/** Jobs: run one, pause one, try one again; the page follows what happens in the background. */
import { request } from '../api.js';
import { confirmDanger } from '../dialog.js';
import { all, one, pageData, t } from '../dom.js';
import { pageSignal, refresh } from '../navigate.js';
import { showRefusal } from '../refusal.js';
import { toast, withProgress } from '../toast.js';

const PAUSE = 2000;

export function start() {
  const { address, mark } = pageData();
  for (const button of all('[data-run]')) button.addEventListener('click', () => act(button, `${address}/run`, { name: button.dataset.run }, t('It runs as soon as its turn comes.')));
  for (const button of all('[data-retry]')) button.addEventListener('click', () => act(button, `${address}/retry`, { job_id: button.dataset.retry }, t('It runs again as soon as its turn comes.')));
  for (const button of all('[data-again]')) button.addEventListener('click', () => act(button, `${address}/send-again`, {}, t('The e-mails are on their way once more.')));
  for (const button of all('[data-pause]')) button.addEventListener('click', () => pause(button, address));
  follow(address, mark);
}

/** @param {HTMLButtonElement} button @param {string} path @param {any} values @param {string} told */
async function act(button, path, values, told) {
  button.disabled = true;
  one('#form-errors').replaceChildren();
  try {
    await withProgress(request('POST', path, values));
  } catch (error) {
    button.disabled = false;
    showRefusal(error);
    return;
  }
  await refresh();
  toast(told);
}

/** @param {HTMLButtonElement} button @param {string} address */
async function pause(button, address) {
  const { pause: name, title, stopped } = button.dataset;
  if (stopped === '1') {
    const text = t('“{0}” does not run any more, for nobody, until somebody lets it go on.', title);
    if (!await confirmDanger(t('Pause this job?'), text, t('Pause'))) return;
  }
  await act(button, `${address}/pause`, { name, stopped }, stopped === '1' ? t('Paused.') : t('It goes on.'));
}

/** Show the page anew as soon as something has begun, ended or come. @param {string} address @param {string} mark */
async function follow(address, mark) {
  const signal = pageSignal();
  while (!signal.aborted) {
    await new Promise((resolve) => { setTimeout(resolve, PAUSE); });
    if (signal.aborted || document.hidden || one('dialog[open]')) continue;
    const known = await request('GET', `${address}/state`).catch(() => null);
    if (known && known.message !== mark && !signal.aborted) await refresh();
  }
}
