/** The header: the menu of the user closes as menus do and logs out; the search leads to what is found. */
const version = new URL(import.meta.url).search;
const [{ forget, settled, unsaved }, { keepSearch }] = await Promise.all(['store', 'searched'].map((name) => import(`./${name}.js${version}`)));

const menu = document.querySelector('.menu:not(.bell)');

// No browser offers again, or lays on the disk with the page, what is typed into a form; some forms say it otherwise.
document.addEventListener('focusin', ({ target }) => {
  const holder = target.form ?? target;
  if (holder.matches('form, input, select, textarea') && !holder.hasAttribute('autocomplete')) holder.autocomplete = 'off';
});

// What was asked stands under a name behind the "#": neither a log nor the history of the browser has the name of a person.
const find = document.getElementById('find');
const shows = find?.dataset.shows;
if (find && location.pathname !== shows) {
  find.addEventListener('submit', async (event) => {
    event.preventDefault();
    const wanted = find.elements.q.value.trim();
    if (!wanted || !shows) return;
    const name = keepSearch(wanted);
    await settled();
    location.assign(`${shows}${location.search.match(/\?_lang=\w+/)?.[0] || ''}#q=${name}`);
  });
}
find?.elements.q.addEventListener('focus', async ({ target }) => {
  const { startPalette } = await import(`./palette.js${version}`);
  startPalette(target, Boolean(shows));
}, { once: true });
document.addEventListener('keydown', (event) => {
  const isTyped = event.ctrlKey || event.altKey || event.metaKey || event.target.matches?.('input, textarea, select, [contenteditable]');
  const isAsked = event.key === 'k' && (event.ctrlKey || event.metaKey);
  if (!find || !(isAsked || (event.key === '/' && !isTyped))) return;
  event.preventDefault();
  find.elements.q.focus();
});

/** What has a key opens from anywhere, in another tab: what is typed here stays. It knows the case at hand. */
const openedByKey = [...document.querySelectorAll('.rail a[aria-keyshortcuts]')];
const atCase = location.pathname === '/cfm/case' && new URLSearchParams(location.search).get('name');
for (const link of openedByKey) if (atCase) link.search = new URLSearchParams({ case: atCase });
document.addEventListener('keydown', (event) => {
  const link = openedByKey.find((each) => each.getAttribute('aria-keyshortcuts') === event.key);
  if (!link || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  link.click();
});

/** Have the browser keep what pages are made of, so that they open without a connection. */
async function keepShell() {
  if (!document.querySelector('meta[name=cfm-user]').content) return;
  await navigator.serviceWorker?.register('/cfm/sw.js');
  const { active } = await navigator.serviceWorker.ready;
  const pages = [...document.querySelectorAll('.rail [data-group=work] a, .rail-first')].map((link) => link.pathname);
  active.postMessage({ pages, language: document.documentElement.lang });
}

async function mayLogOut() {
  const { asked } = await import(`./logging_out.js${version}`);
  return asked(unsaved());
}

/** Whoever logs out is told on this device no more; the server forgets it as well. */
async function endPush() {
  const worker = await navigator.serviceWorker?.getRegistration('/cfm/');
  await (await worker?.pushManager?.getSubscription())?.unsubscribe();
}

async function logOut() {
  if (unsaved() && !(await mayLogOut())) return;
  await endPush().catch(() => null);
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
