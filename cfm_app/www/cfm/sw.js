/* Keeps the shell: style sheets, scripts, the page for "no connection". Never a case. */
const VERSION = '{{ version }}';
const CACHE = `cfm-shell-${VERSION}`;
const OFFLINE = '/cfm/offline';
const FILES = [
  OFFLINE,
  `/assets/cfm_app/css/cfm.css?v=${VERSION}`,
  `/assets/cfm_app/css/approvals.css?v=${VERSION}`,
  `/assets/cfm_app/css/offline.css?v=${VERSION}`,
  `/assets/cfm_app/icons/cfm.svg?v=${VERSION}`,
  {% for script in scripts %}`/assets/cfm_app/js/{{ script }}.js?v=${VERSION}`,
  {% endfor %}
];

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  const old = (name) => name.startsWith('cfm-shell-') && name !== CACHE;
  const tidy = caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))));
  event.waitUntil(tidy.then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== location.origin) return;
  if (FILES.includes(url.pathname + url.search)) {
    event.respondWith(caches.match(event.request).then((kept) => kept || fetch(event.request)));
  } else if (event.request.mode === 'navigate') {
    event.respondWith(fetch(event.request).catch(() => caches.match(OFFLINE)));
  }
});
