/** Starts the shell once and the script of each page that is shown. */
import { learnTexts, one } from './dom.js';
import { nothingToLose } from './navigate.js';
import { startShell } from './shell.js';

/** A page loads the scripts of its own kind only. */
const pages = {
  form: () => import('./form.js').then(({ startForm }) => startForm()),
  list: () => import('./list.js').then(({ startList }) => startList()),
  print: () => import('./print.js').then(({ startPrint }) => startPrint()),
};

function startPage() {
  learnTexts();
  const { page, script } = one('#main').dataset;
  pages[page]?.();
  if (script) import(`./${script}.js`).then((module) => module.start());
}

startShell();
startPage();
document.addEventListener('desk:page', startPage);
window.addEventListener('popstate', () => window.location.reload());
window.addEventListener('beforeunload', (event) => {
  if (!nothingToLose()) event.preventDefault();
});
