/** Header and navigation: menus, search, notices, language, keys. */
import { call, request } from './api.js';
import { confirmDanger } from './dialog.js';
import { all, calmed, el, icon, isTyping, one, t } from './dom.js';
import { countAll, forgetAll } from './draft.js';
import { nothingToLose } from './navigate.js';
import { Options } from './options.js';
import { markAll, startRail } from './rail.js';
import { toast } from './toast.js';

export function startShell() {
  startMenus();
  startSearch();
  startNotices();
  startUserMenu();
  startKeys();
  startRail();
  countOnRail();
  startPrinting();
  keepFromDisk();
}

/** No browser offers again, or lays on the disk with the page, what is typed; some forms say it otherwise. */
function keepFromDisk() {
  document.addEventListener('focusin', ({ target }) => {
    const holder = target.form ?? target;
    if (holder.matches('form, input, select, textarea') && !holder.hasAttribute('autocomplete')) holder.autocomplete = 'off';
  });
}

/** A page may stay open for hours before it is printed; one that says nothing on paper is left alone. */
function startPrinting() {
  const stamp = one('[data-printed]');
  if (!stamp) return;
  // The clock is the office's.
  const ahead = new Date(stamp.dataset.at) - Date.now();
  window.addEventListener('beforeprint', () => {
    const now = new Intl.DateTimeFormat(`${document.documentElement.lang}-u-nu-latn`, { dateStyle: 'short', timeStyle: 'short' }).format(Date.now() + ahead);
    for (const each of all('[data-printed]')) each.dataset.text = each.dataset.printed.replace('{0}', now);
  });
}

/** How much waits on each page of the apps; looked at after the page is there. */
async function countOnRail() {
  markAll(await request('GET', '/app/page-counts').catch(() => ({})));
}

/** One menu at a time; a click elsewhere or Escape closes it. */
function startMenus() {
  document.addEventListener('click', (event) => {
    const inside = event.target instanceof Element ? event.target.closest('details.menu') : null;
    for (const menu of all('details.menu[open]')) if (menu !== inside) menu.open = false;
    const button = event.target instanceof Element ? event.target.closest('.menu-body :is(button, a)') : null;
    if (button && inside) inside.open = false;
  });
  const nav = one('.nav');
  if (!nav) return;
  const button = one('#nav-button');
  const toggle = (open) => {
    nav.classList.toggle('open', open);
    button.setAttribute('aria-expanded', String(open));
  };
  button.addEventListener('click', () => toggle(!nav.classList.contains('open')));
  document.addEventListener('click', (event) => {
    if (event.target instanceof Element && !event.target.closest('#nav, #nav-button')) toggle(false);
  });
  one('[aria-current="page"]', nav)?.scrollIntoView({ block: 'nearest' });
}

function startSearch() {
  const input = one('#search');
  const places = JSON.parse(input.dataset.destinations);
  const options = new Options(input, one('#search-results'), (entry) => window.location.assign(entry.url));
  const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const pages = all('.rail a').map((link) => ({ url: link.href, label: link.title, note: t('Page') }));
  const pagesOf = (words) => pages.filter(({ label }) => ` ${fold(label)}`.includes(` ${fold(words)}`)).slice(0, 4);
  const goTo = (words) => [...pagesOf(words), ...listsOf(words)];
  const listsOf = (words) => places.filter(([label, , doctype]) => fold(`${label} ${doctype}`).includes(fold(words)))
    .slice(0, 6).flatMap(([label, url, , creatable], at) => [
      { url, label, note: t('List') },
      ...(creatable && at < 2 ? [{ url: `${url}/new`, label: t('New {0}', label), note: '', className: 'option-new' }] : []),
    ]);
  let latest = 0;
  const find = calmed(async (words) => {
    const turn = ++latest;
    const found = await request('GET', `/app/search?txt=${encodeURIComponent(words)}`).catch(() => []);
    if (turn !== latest || input.value.trim() !== words) return;
    const hits = found.map((hit) => ({ url: hit.url, label: hit.title, note: hit.note }));
    options.show([...goTo(words), ...hits], t('Nothing found'));
  }, 180);
  input.addEventListener('input', () => {
    const words = input.value.trim();
    if (!words) options.close();
    else {
      options.show(goTo(words), '');
      if (words.length > 1) find(words);
    }
  });
}

function startNotices() {
  const menu = one('#notices');
  menu.addEventListener('toggle', async () => {
    if (!menu.open) return;
    const body = one('#notices-body');
    const found = await request('GET', '/app/notices').catch(() => []);
    body.replaceChildren(...found.map(noticeLine));
    if (!found.length) body.append(el('p', { class: 'empty-line' }, t('No notices. You are told here when somebody assigns, shares or mentions something.')));
    if (found.some((notice) => !notice.read)) {
      await request('POST', '/app/notices', {}).catch(() => null);
      one('.badge', menu)?.remove();
    }
  });
}

function noticeLine(notice) {
  const text = el('span', {}, notice.text, el('br'), el('small', {}, notice.when));
  return el('a', { href: notice.url || '/app', class: notice.read ? '' : 'unread' }, icon('bell'), text);
}

function startUserMenu() {
  for (const button of all('button[data-language]')) {
    button.addEventListener('click', async () => {
      await request('POST', '/app/language', { language: button.dataset.language });
      window.location.reload();
    });
  }
  one('#logout').addEventListener('click', async () => {
    if (!nothingToLose()) {
      toast(t('Save or leave what you changed first.'));
      return;
    }
    const count = countAll();
    const told = t('Logging out deletes what was typed there from this computer.');
    if (count && !(await confirmDanger(t('Not saved: {0}', count), told, t('Log out and lose it')))) return;
    forgetAll();
    await call('logout');
    window.location.assign('/login');
  });
}

/** "/" or Ctrl K to search, keys of pages (in another tab, so that what is typed here stays), "n" for a new entry, Escape closes what is open. */
function startKeys() {
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      const open = one('details.menu[open]');
      if (open) {
        open.open = false;
        one('summary', open).focus();
      }
      one('.nav')?.classList.remove('open');
    }
    if (event.key === 'k' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      one('#search').focus();
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = all('.rail a[aria-keyshortcuts]').find((each) => each.getAttribute('aria-keyshortcuts') === event.key);
    if (page) {
      event.preventDefault();
      page.click();
    }
    if (isTyping(event.target)) return;
    if (event.key === '/') {
      event.preventDefault();
      one('#search').focus();
    }
    if (event.key === 'n' && one('#new')) {
      event.preventDefault();
      one('#new').click();
    }
  });
}
