/** Starts the shell once and the script of each page that is shown. */
import { learnTexts, one } from './dom.js';
import { startForm } from './form.js';
import { startList } from './list.js';
import { nothingToLose } from './navigate.js';
import { startPrint } from './print.js';
import { startShell } from './shell.js';

const pages = { form: startForm, list: startList, print: startPrint };

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
