/** Fetching a page of the desk and showing its main part without loading the shell again. */
import { takeToken } from './relogin.js';
import { el, icon, one, t } from './dom.js';
import { toast, withProgress } from './toast.js';

let leaving = new AbortController();
/** @type {() => boolean} */
let mayLeave = () => true;

/** Ends with the page: for listeners outside of its main part. */
export const pageSignal = () => leaving.signal;

/** Ask before the page is left. @param {() => boolean} question whether nothing would be lost */
export function guardLeaving(question) {
  mayLeave = question;
}

export const nothingToLose = () => mayLeave();

/**
 * Show another address of the desk. @param {string} url
 * @param {{replace?: boolean, leave?: () => void, page?: Document}} [options] `leave` runs just before the page goes
 */
export async function show(url, { replace = false, leave, page: known } = {}) {
  const page = known || await fetched(url);
  if (!page) {
    window.location.assign(url);
    return;
  }
  if (replace) history.replaceState(null, '', url);
  else history.pushState(null, '', url);
  leave?.();
  swap(page);
}

/**
 * After saving: show the document, or, to whom it is closed from now on, its list and why.
 * @param {string} url @param {string} list @param {string} text @param {() => void} leave
 */
export async function showSaved(url, list, text, leave) {
  const page = await fetched(url);
  if (page && !one('#main', page).dataset.page.startsWith('missing')) return show(url, { replace: true, leave, page });
  await show(list, { replace: true, leave: () => {} });
  one('#main').prepend(el('div', { class: 'alert alert-amber', role: 'status' }, icon('info'), el('span', {}, text)));
  window.scrollTo({ top: 0 });
  return undefined;
}

/** Show the present address anew, where the reader is. @param {() => void} [leave] runs just before the page goes */
export async function refresh(leave) {
  const page = await fetched(window.location.href);
  if (!page) {
    toast(t('The page could not be loaded again.'));
    return;
  }
  const place = window.scrollY;
  leave?.();
  swap(page);
  window.scrollTo({ top: place });
}

/** Show the side of a form anew and leave what is typed in the form alone. @param {() => void} start */
export async function refreshSide(start) {
  const page = await fetched(window.location.href);
  const side = page && one('.side', page);
  if (!side) return;
  one('.side').replaceWith(document.adoptNode(side));
  start();
}

/** @param {string} url @returns {Promise<Document|null>} */
async function fetched(url) {
  try {
    const response = await withProgress(fetch(url, { headers: { Accept: 'text/html' } }));
    // What leads out of the desk is a page of its own, with scripts of its own.
    if (response.redirected && !new URL(response.url).pathname.startsWith('/app')) return null;
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    return one('#main', page) ? page : null;
  } catch {
    return null;
  }
}

/** @param {Document} page */
function swap(page) {
  leaving.abort();
  leaving = new AbortController();
  mayLeave = () => true;
  takeToken(page);
  document.title = page.title;
  const writing = cursor();
  one('#main').replaceWith(document.adoptNode(one('#main', page)));
  document.dispatchEvent(new CustomEvent('desk:page'));
  writing();
}

/** Where the writer is; gives what brings him back there. @returns {() => void} */
function cursor() {
  const { id, selectionStart, selectionEnd } = /** @type {any} */ (document.activeElement);
  if (!id || !one('#main').contains(document.activeElement)) return () => {};
  return () => {
    const field = /** @type {any} */ (document.getElementById(id));
    field?.focus({ preventScroll: true });
    if (Number.isInteger(selectionStart)) field?.setSelectionRange?.(selectionStart, selectionEnd);
  };
}
