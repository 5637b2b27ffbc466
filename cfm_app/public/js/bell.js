/**
 * The bell: how much waits, on the tabs, and what was told lately. Looked at after the page is there, when
 * something was done on it, and when somebody comes back to it from another window.
 */
const version = new URL(import.meta.url).search;
const [{ call, debounce, el, t, announce }, { entryOf, mark }] = await Promise.all(['core', 'rail'].map((name) => import(`./${name}.js${version}`)));

const bell = document.querySelector('.bell');
const SOON_MS = 500;
const lookSoon = debounce(lookAgain, SOON_MS);

if (bell) {
  bell.addEventListener('toggle', () => bell.open && document.querySelector('.menu:not(.bell)')?.removeAttribute('open'));
  document.addEventListener('click', (event) => {
    if (!bell.contains(event.target)) bell.open = false;
  });
  bell.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    bell.open = false;
    bell.querySelector('summary').focus();
  });
  lookAgain();
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && lookSoon());
}

/** What waits may have become less. */
export async function lookAgain() {
  const found = bell && (await call('bell.look').catch(() => null));
  if (found) show(found);
}

function show({ pages, unread, notices }) {
  // A list in which nothing waits any more may not be named at all.
  for (const old of document.querySelectorAll('.rail .badge')) old.remove();
  for (const [route, count] of Object.entries(pages)) mark(route, count);
  const badge = bell.querySelector('.badge');
  badge.textContent = unread || '';
  badge.hidden = !unread;
  const waiting = Object.entries(pages).filter(([route, count]) => count && entryOf(route));
  const told = notices.map(line);
  if (told.length) {
    const all = el('button', { type: 'button' }, t('Mark all as read'));
    all.addEventListener('click', () => read(notices.map((each) => each.name)));
    told.push(all);
  } else if (!waiting.length) {
    told.push(el('p', { class: 'muted' }, t('Nothing new.')));
  }
  bell.querySelector('.menu-body').replaceChildren(...waiting.map(waits), ...told);
}

/** What waits for the office, told to the user or not: "nothing new" must not be read as "nothing to do". */
function waits([route, count]) {
  const entry = entryOf(route);
  return el('a', { href: entry.href, class: 'waits' }, entry.querySelector('span').textContent, ' ', el('b', {}, String(count)));
}

function line(notice) {
  const link = el('a', { href: notice.address || '#', class: 'notice' }, el('span', {}, notice.text), el('small', { class: 'muted' }, notice.when));
  link.addEventListener('click', async (event) => {
    event.preventDefault();
    await call('bell.mark_read', { names: [notice.name] }, true).catch(() => null);
    if (notice.address) location.assign(notice.address);
    else lookAgain();
  });
  return link;
}

async function read(names) {
  await call('bell.mark_read', { names }, true);
  announce(t('Nothing new.'));
  lookAgain();
}
