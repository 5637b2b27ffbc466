/** The menu of the user: it closes as menus do, and logs out. */
const { forget } = await import(`./store.js${new URL(import.meta.url).search}`);

const menu = document.querySelector('.menu');

// On a phone the pages do not all fit: the one at hand is shown.
const tabs = document.querySelector('.tabs');
const here = tabs?.querySelector('[aria-current]');
if (here) tabs.scrollLeft += here.getBoundingClientRect().left - tabs.getBoundingClientRect().left;

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
