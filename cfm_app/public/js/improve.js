/**
 * An improvement, proposed from whichever page somebody is on: its key, the menu or an answer that did not help open a dialog,
 * which is fetched when somebody wants it.
 */
const version = new URL(import.meta.url).search;
const [{ t, $, el, announce }] = await Promise.all(['core'].map((name) => import(`./${name}.js${version}`)));

const ROUTE = '/cfm/improve';
const onPage = $('improve-here');

async function fetched() {
  return import(`./improve_dialog.js${version}`);
}

/** @param {{name: string, title: string} | null} answer the standard answer that did not help */
export async function openImprovement(answer = null) {
  $('improve-unreached')?.remove();
  const dialog = await fetched().catch(sayUnreached);
  dialog?.openDialog(answer);
}

function sayUnreached() {
  const text = t('The server cannot be reached.');
  announce(text);
  document.body.append(el('p', { id: 'improve-unreached', class: 'alert amber', role: 'status' }, text));
}

document.addEventListener('click', (event) => {
  const link = event.target.closest?.('.rail a');
  if (!link || link.pathname !== ROUTE || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (onPage) onPage.querySelector('select')?.focus();
  else openImprovement();
});

if (onPage) await fetched();
