/** Starts the shell once and the script of each page that is shown. */
import { learnTexts, one } from './dom.js';
import { openDrafts } from './draft.js';
import { nothingToLose } from './navigate.js';
import { startShell } from './shell.js';

/** A page loads the scripts of its own kind only. */
const pages = {
  form: () => import('./form.js').then(({ startForm }) => startForm()),
  list: () => import('./list.js').then(({ startList }) => startList()),
  print: () => import('./print.js').then(({ startPrint }) => startPrint()),
};

async function startPage() {
  learnTexts();
  const main = one('#main');
  const { page, script } = main.dataset;
  await openDrafts();
  await pages[page]?.();
  if (script) await startScript(script);
  main.dataset.started = '';
}

/** Start the script of a page. Buttons that somebody presses until it has come act as soon as it has. */
async function startScript(script) {
  const main = one('#main');
  const pressed = [];
  const keep = (event) => { if (event.target.closest('button')) pressed.push(event.target.closest('button')); };
  main.addEventListener('click', keep);
  const module = await import(`./${script}.js`);
  main.removeEventListener('click', keep);
  module.start();
  pressed.forEach((button) => button.click());
}

startShell();
startPage();
document.addEventListener('desk:page', startPage);
window.addEventListener('popstate', () => window.location.reload());
window.addEventListener('beforeunload', (event) => {
  if (!nothingToLose()) event.preventDefault();
});
