/** The switch of a device: whether its person hears on it that something waits. */
const { $, t, data, call, announce } = await import(`./core.js${new URL(import.meta.url).search}`);

const box = $('push');
const control = box.querySelector('input');
const canPush = 'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis;
/** @type {PushSubscription | null | undefined} what the browser has */
let known = null;

control.addEventListener('change', () => change().catch((error) => undo(error.message)));
await show().catch(() => null);

/** The switch is on where the server knows the address that the browser has. */
async function show() {
  if (!canPush) return cannot();
  known = await (await navigator.serviceWorker.getRegistration('/cfm/'))?.pushManager.getSubscription();
  control.checked = Boolean(known) && data.push.marks.includes(await markOf(known.endpoint));
  for (const own of document.querySelectorAll('[data-own]')) own.hidden = !control.checked || own.dataset.own !== await markOf(known.endpoint);
  control.disabled = false;
  if (Notification.permission === 'denied') forbidden();
}

function cannot() {
  const isApple = /iPhone|iPad/.test(navigator.userAgent);
  say(isApple ? t('On an iPhone or iPad: add this page to the home screen and open it there.') : t('This browser cannot do it, or the connection is not secure (https).'), 'grey');
}

function forbidden() {
  say(t('The browser does not allow notifications of this site. Allow them in its settings, then switch on.'), 'amber');
}

async function change() {
  control.disabled = true;
  const done = control.checked ? await switchOn() : await switchOff();
  control.disabled = false;
  if (!done) return;
  if ('reloads' in box.dataset) location.reload();
  else say(control.checked ? t('You are told on this device.') : t('You are no longer told on this device.'), 'green');
}

function undo(why) {
  control.checked = !control.checked;
  control.disabled = false;
  say(why, 'red');
}

async function switchOn() {
  if ((await Notification.requestPermission()) !== 'granted') {
    control.checked = false;
    forbidden();
    return false;
  }
  const key = await call('push.key', {}, true);
  await navigator.serviceWorker.register('/cfm/sw.js');
  const { pushManager } = await navigator.serviceWorker.ready;
  await (await pushManager.getSubscription())?.unsubscribe();
  known = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) })
    .catch(() => { throw new Error(t('The push service of the browser cannot be reached.')); });
  const { endpoint, keys } = known.toJSON();
  await call('push.subscribe', { endpoint, p256dh: keys.p256dh, auth: keys.auth }, true);
  return true;
}

async function switchOff() {
  await known?.unsubscribe();
  await call('push.remove', { mark: await markOf(known.endpoint) }, true);
  return true;
}

/** By which the server finds a device again. @param {string} endpoint */
async function markOf(endpoint) {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @param {string} text Base64 for addresses */
function bytesOf(text) {
  return Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (char) => char.charCodeAt(0));
}

function say(text, tone) {
  const result = box.querySelector('.result');
  result.className = `result alert ${tone}`;
  result.textContent = text;
  result.hidden = false;
  announce(text);
}
