/** The menu of the user: it closes as menus do, and logs out. */
const { forget } = await import(`./store.js${new URL(import.meta.url).search}`);

const menu = document.querySelector('.menu:not(.bell)');

// On a phone the pages do not all fit: the one at hand is shown.
const tabs = document.querySelector('.tabs');
const here = tabs?.querySelector('[aria-current]');
if (here) tabs.scrollLeft += here.getBoundingClientRect().left - tabs.getBoundingClientRect().left;

/** Have the browser keep what pages are made of, so that they open without a connection. */
async function keepShell() {
  if (!document.querySelector('meta[name=cfm-user]').content) return;
  await navigator.serviceWorker?.register('/cfm/sw.js');
  const { active } = await navigator.serviceWorker.ready;
  const pages = [...document.querySelectorAll('.tabs a')].map((link) => link.pathname);
  active.postMessage({ pages, language: document.documentElement.lang });
}

async function logOut() {
  const token = document.querySelector('meta[name=csrf-token]').content;
  const headers = { 'X-Frappe-CSRF-Token': token, Accept: 'application/json' };
  await fetch('/api/method/logout', { method: 'POST', headers }).catch(() => null);
  await forget();
  location.assign('/login');
}

if (menu) {
  document.getElementById('logout').addEventListener('click', logOut);
  document.addEventListener('click', (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    menu.open = false;
    menu.querySelector('summary').focus();
  });
}
// When the line has nothing else to do.
addEventListener('load', () => keepShell().catch(() => null));
if (document.readyState === 'complete') keepShell().catch(() => null);
