/** The tabs of a form: arrows move among them, and a reload stays on the one that was open. */
import { all, one } from './dom.js';

const key = () => `tab:${window.location.pathname}`;

export function startTabs() {
  const tabs = all('[role="tab"]');
  if (!tabs.length) return;
  const choose = (tab, focus) => {
    for (const each of tabs) {
      const chosen = each === tab;
      each.setAttribute('aria-selected', String(chosen));
      each.tabIndex = chosen ? 0 : -1;
      one(`#${each.getAttribute('aria-controls')}`).hidden = !chosen;
    }
    if (focus) tab.focus();
    sessionStorage.setItem(key(), tab.id);
  };
  one('[role="tablist"]').addEventListener('click', (event) => {
    const tab = event.target.closest('[role="tab"]');
    if (tab) choose(tab, false);
  });
  one('[role="tablist"]').addEventListener('keydown', (event) => {
    const forward = document.documentElement.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    if (!['ArrowLeft', 'ArrowRight'].includes(event.key)) return;
    const shown = tabs.filter((tab) => !tab.hidden);
    const at = shown.indexOf(event.target) + (event.key === forward ? 1 : -1);
    choose(shown[(at + shown.length) % shown.length], true);
  });
  const last = tabs.find((tab) => tab.id === sessionStorage.getItem(key()));
  if (last) choose(last, false);
}
