/*
 * Keeps what pages are made of: style sheets, scripts, the page for "no connection", and forms without
 * anybody in them. Never a case, never a name.
 */
const VERSION = '{{ version }}';
const CACHE = `cfm-shell-${VERSION}`;
// Forgotten when somebody logs out.
const PAGES = `cfm-pages-${VERSION}`;
// What a device needs that works for days without a network: complete of one version, whoever logs out meanwhile.
const DEVICE = '/cfm/field';
const DEVICE_PARTS = 'cfm-device-';
const SLOTS = '/cfm/field-slots.js';
const OFFLINE = '/cfm/offline';
const FORMS = [{% for form in forms %}'{{ form }}'{% if not loop.last %}, {% endif %}{% endfor %}];
const DAY = 24 * 3600000;
const FILES = [
  OFFLINE,
  {% for file in files %}`/assets/cfm_app/{{ file }}?v=${VERSION}`,
  {% endfor %}
];
const PART = /\/assets\/cfm_app\/[\w./-]+\?v=\w+/g;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  const old = (name) => /^cfm-(shell|pages)-/.test(name) && ![CACHE, PAGES].includes(name);
  const tidy = caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))));
  event.waitUntil(tidy.then(() => self.clients.claim()));
});

// The key of a session, from a page that is left to the one that comes without a line: in the memory of a worker that soon ends.
let handed = { draftKey: '', user: '' };

// A page tells which pages its user has: forms among them open without a connection from now on.
self.addEventListener('message', (event) => {
  const { pages, language, device, draftKey, draftKeyOf, user } = event.data || {};
  if (draftKeyOf) return event.ports[0].postMessage(draftKeyOf === handed.user ? handed.draftKey : '');
  if (draftKey !== undefined) {
    handed = { draftKey, user };
    return;
  }
  if (device) {
    const told = (kept) => event.ports[0]?.postMessage(kept);
    event.waitUntil(keepDevice(language).then(told, () => told(false)));
    return;
  }
  const forms = FORMS.filter((form) => pages?.includes(form));
  event.waitUntil(Promise.all(forms.map((form) => keepForm(form, language).catch(() => null))));
});

const addressOf = (form, language) => `${form}?shell=1&_lang=${encodeURIComponent(language || '')}`;

/** Keep the form as it is for everybody, and what it loads. It is asked for once a day. */
async function keepForm(form, language) {
  const pages = await caches.open(PAGES);
  const address = addressOf(form, language);
  const kept = await pages.match(address);
  if (kept && Date.now() - Date.parse(kept.headers.get('date')) < DAY) return;
  const answer = await fetch(address, { credentials: 'same-origin' });
  if (!answer.ok || answer.redirected) return;
  const parts = new Set((await answer.clone().text()).match(PART));
  const shell = await caches.open(CACHE);
  for (const part of parts) if (!(await shell.match(part))) await shell.add(part);
  await pages.put(address, answer);
}

/** Keep the page of a device with all that it loads, then forget those of earlier versions. */
async function keepDevice(language) {
  const name = DEVICE_PARTS + VERSION;
  const answer = await fetch(addressOf(DEVICE, language), { credentials: 'same-origin' });
  if (!answer.ok || answer.redirected) return false;
  const parts = [...new Set((await answer.clone().text()).match(PART))];
  const cache = await caches.open(name);
  await cache.addAll([...parts, `${SLOTS}?v=${VERSION}`]);
  await cache.put(DEVICE, answer);
  const earlier = (await caches.keys()).filter((each) => each.startsWith(DEVICE_PARTS) && each !== name);
  await Promise.all(earlier.map((each) => caches.delete(each)));
  return true;
}

/** The form in the language in which it was opened, or in any; or what says that there is no connection. */
async function without(url) {
  const language = url.searchParams.get('_lang');
  const pages = await caches.open(PAGES);
  return (await pages.match(addressOf(url.pathname, language))) || (await pages.match(url.pathname, { ignoreSearch: true })) || caches.match(OFFLINE);
}

// Told by the site, closed to the push service: that something waits, and nothing of what it is.
self.addEventListener('push', (event) => {
  const { title = location.host, body = '', lang = '', dir = 'auto' } = event.data?.json() || {};
  const icon = '/assets/cfm_app/icons/cfm-192.png';
  event.waitUntil(self.registration.showNotification(title, { body, lang, dir, icon, tag: 'cfm', renotify: true }));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openWaiting());
});

/** The page of approvals as it stands, so that nothing typed is lost; else the one where its user begins. */
async function openWaiting() {
  const pages = await self.clients.matchAll({ type: 'window' });
  const open = pages.find((page) => new URL(page.url).pathname === '/cfm/approvals');
  return open ? open.focus() : self.clients.openWindow('/cfm');
}

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== location.origin) return;
  if ((url.pathname.startsWith('/assets/cfm_app/') || url.pathname === SLOTS) && url.searchParams.get('v')) {
    event.respondWith(caches.match(event.request).then((kept) => kept || fetch(event.request)));
  } else if (event.request.mode === 'navigate' && url.pathname === DEVICE && !url.search) {
    event.respondWith(caches.match(DEVICE).then((kept) => kept || fetch(event.request).catch(() => without(url))));
  } else if (event.request.mode === 'navigate') {
    event.respondWith(fetch(event.request).catch(() => without(url)));
  }
});
