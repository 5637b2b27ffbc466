/** A long list of links to choose from, narrowed by what is typed. */
import { all, one } from '../dom.js';

export function start() {
  const input = one('#find-entry');
  const none = one('#none-found');
  input.addEventListener('input', () => {
    const words = input.value.trim().toLocaleLowerCase();
    let found = 0;
    for (const item of all('[data-words]')) {
      item.hidden = !item.dataset.words.toLocaleLowerCase().includes(words);
      found += Number(!item.hidden);
    }
    for (const group of all('.choose-group')) {
      group.hidden = !all('[data-words]', group).some((item) => !item.hidden);
      if (words) group.open = true;
    }
    none.hidden = found > 0;
  });
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    const first = all('[data-words]').find((item) => !item.hidden && item.offsetParent);
    one('a', first)?.click();
  });
  input.focus();
}
