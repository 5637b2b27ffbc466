/** A device without a network: prepared once, opened with a PIN, and emptied by sending. */
const version = new URL(import.meta.url).search;
const load = (name) => import(`./${name}.js${version}`);
const [{ t, $, all, el, announce, call, answerWith, language, data }, vault, { answersFrom }, { itemsOf, draftBox, OPENER }, store, { typeahead }, { bringFile, receipt }] =
  await Promise.all(['core', 'field_vault', 'field_answers', 'field_items', 'store', 'typeahead', 'field_bring'].map(load));

const KIT = 'kit';
// What goes to the office also from a device.
const ONLINE = /^(field_desk|bell)\./;
const LOCKED_AFTER_MS = 10 * 60000;
const RECEIPTS = 200;

const show = (id, isShown) => {
  $(id).hidden = !isShown;
};

function fault(id, text) {
  $(id).textContent = text;
  $(id).hidden = !text;
}

// --- preparing ----------------------------------------------------------------------------------
function prepare() {
  show('prepare', true);
  const served = typeahead($('served'), (text) => call('console.find_places', { text }), () => null, { wait: 150 });
  $('prepare').addEventListener('submit', async (event) => {
    event.preventDefault();
    $('prepare-now').setAttribute('aria-busy', 'true');
    try {
      fault('prepare-fault', await faultOf());
      if (!$('prepare-fault').hidden) return;
      await prepareWith(served.value());
    } catch (error) {
      fault('prepare-fault', error.message);
    } finally {
      $('prepare-now').removeAttribute('aria-busy');
    }
  });
}

async function faultOf() {
  const label = $('device_label').value.trim();
  if (!label) return t('Give the device a name by which the office knows it.');
  const { faultOfPin } = await import(`./field_pin.js${version}`);
  const ofUser = [store.user(), ...all('.user-name, .brand-name').map((each) => each.textContent), ...data.born];
  return faultOfPin($('pin').value, $('pin_again').value, [...ofUser, label, $('served').value, location.hostname]);
}

async function prepareWith(place) {
  const label = $('device_label').value.trim();
  const opener = freshOpener();
  const made = await call('field_desk.prepare', { label, place, opener }, true);
  await vault.begin({ code: made.code, label, user: store.user(), publicKey: made.public_key }, $('pin').value);
  await vault.put(KIT, made.kit);
  await vault.put(OPENER, opener);
  await vault.limit(made.kit.unused_days);
  // The browser asks nobody: it grants it to pages that are used.
  await navigator.storage?.persist?.().catch(() => false);
  if (!(await keepPage())) throw new Error(t('The page could not be kept on the device. Stay connected and try again.'));
  location.assign('/cfm/field');
}

const freshOpener = () => [...crypto.getRandomValues(new Uint8Array(32))].map((each) => each.toString(16).padStart(2, '0')).join('');

/** Have the browser keep this page as it is now. @returns {Promise<boolean>} */
async function keepPage() {
  await navigator.serviceWorker.register('/cfm/sw.js');
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  const told = new Promise((resolve) => {
    port1.onmessage = (event) => resolve(event.data);
  });
  active.postMessage({ device: true, language }, [port2]);
  return told;
}

// --- opening ------------------------------------------------------------------------------------
function unlock(device) {
  show('unlock', true);
  showName(device);
  $('open_pin').focus();
  $('unlock').addEventListener('submit', async (event) => {
    event.preventDefault();
    const left = await vault.open($('open_pin').value);
    if (left < 0) {
      for (const id of ['unlock', 'bring']) show(id, false);
      delete document.body.dataset.ready;
      await work(device);
      return;
    }
    if (!left) return leave();
    $('open_pin').value = '';
    fault('unlock-fault', t('This is not the PIN. Wrong tries that are left before everything on this device is removed: {0}.', left));
  });
  $('forget').addEventListener('click', () => removeAll(t('What was not sent is lost for ever. Remove everything from this device?')));
}

function showName(device) {
  $('device-name').textContent = `${device.label} · ${device.code}`;
}

async function removeAll(question) {
  if (!confirm(question)) return;
  await vault.wipe();
  await forgetPage();
  await leave();
}

/** Nothing is left to open; with a line the browser forgets the rest of what it keeps of the site. */
async function leave() {
  await call('field_desk.forget', {}, true).catch(() => null);
  location.assign('/cfm/field');
}

async function forgetPage() {
  for (const each of await caches.keys()) if (each.startsWith('cfm-device-')) await caches.delete(each);
}

/** What lay unopened for too long is gone, and whoever comes is told. */
async function removeIfUnused() {
  const days = await vault.expire().catch(() => 0);
  if (!days) return;
  await forgetPage();
  fault('expired', t('Nobody opened this device for {0} days: what it held was removed, as the office has set.', days));
}

// --- working ------------------------------------------------------------------------------------
async function work(device) {
  const held = await vault.all();
  const kit = held.get(KIT);
  await vault.limit(kit.unused_days ?? 0);
  if (kit.unused_days) fault('unused', t('If nobody opens it for {0} days, everything on it is removed, also what was not sent.', kit.unused_days));
  const { enclosedIn } = await import(`./field_enclosed.js${version}`);
  // The line went while something was sent: it goes on by itself once the line is back.
  let isBroken = false;
  const drafts = draftBox(held);
  const items = itemsOf(device, held, kit, enclosedIn($('case')), drafts, () => list());
  answerWith({ ...answersFrom(kit), 'console.new_case': items.record }, ONLINE);
  store.keepIn(drafts, memoryBox(), device.user);
  await items.forgetOld();
  await items.forgetOthers();
  show('held', true);
  show('desk', true);
  const form = await import(`./new_case.js${version}`);

  function list() {
    const found = items.all();
    $('held-count').textContent = found.length || '';
    show('held-empty', !found.length);
    for (const id of ['send', 'save-file']) $(id).disabled = !found.length;
    $('held-list').replaceChildren(...found.map(([id, item]) => heldLine(id, item)));
  }

  function heldLine(id, item) {
    const about = el('span', { class: 'about' }, el('span', {}, el('bdi', { class: 'number' }, item.number), ` · ${moment(item.at)}`), el('span', { class: 'muted', dir: 'auto' }, wordsOf(item)));
    if (item.error) about.append(el('span', { class: 'fault' }, t('Not taken: {0}', item.error)));
    if (item.files?.length) about.append(el('span', { class: 'muted' }, t('Files: {0}', item.files.length)));
    if (item.made) return el('li', {}, about, el('span', { class: 'pill' }, t('In the office; its files are not there yet')), ...(item.error ? [giveUp(id)] : []));
    if (item.sealed) return el('li', {}, about, el('span', { class: 'pill violet' }, t('Sealed')));
    const correct = el('button', { type: 'button', class: 'button' }, t('Correct'));
    correct.addEventListener('click', () => form.goOn({ ...item.form, id }));
    return el('li', {}, about, correct);
  }

  /** What the office refuses of files stays here no longer than somebody wants. */
  function giveUp(id) {
    const button = el('button', { type: 'button', class: 'button danger' }, t('Forget its files'));
    button.addEventListener('click', () => confirm(t('The office has the case and keeps it. Its files are lost for ever: forget them?')) && items.drop(id));
    return button;
  }

  function wordsOf(item) {
    if (item.isAgain) return t('The office had this case and lost it: it goes again.');
    if (item.sealed) return t('Sensitive: nobody can read it on this device.');
    const { case: told, person } = item.values;
    return [person?.full_name, person?.phone, nameOf(told.category), told.description].filter(Boolean).join(' · ').slice(0, 160);
  }

  const nameOf = (category) => data.categories.find((each) => each.value === category)?.label;

  /** Send what waits; first the office is asked what it knows of what it has confirmed. */
  async function send(isWanted = () => true) {
    if ($('send').hasAttribute('aria-busy')) return;
    $('send').setAttribute('aria-busy', 'true');
    await tellLost(await items.findLost().catch(() => []));
    isBroken = false;
    let sent = 0;
    let said = '';
    for (const [id, item] of items.all().filter(([each]) => isWanted(each))) {
      try {
        const toGo = (left) => fault('sending', `${t('{0} sent', sent)} · ${t('{0}: parts of files still to go: {1}', item.number, left)}`);
        note(receipt(item.number, await items.send(id, toGo)));
        tellKept();
        sent += 1;
        fault('sending', t('{0} sent', sent));
      } catch (error) {
        said = error.message;
        isBroken = error.status === 0;
        // Without a line or a log-in the others would fare no better; anything else is this one's own fault.
        if ([0, 401].includes(error.status)) break;
        await items.refused(id, error.message);
      }
    }
    const left = items.all().length;
    const parts = [t('{0} sent', sent), left && t('{0} still on this device', left), said].filter(Boolean);
    fault('sending', parts.join(' · '));
    announce(parts.join(' · '));
    $('send').removeAttribute('aria-busy');
  }

  function note(line) {
    show('receipts', true);
    $('receipts-list').prepend(line);
    while ($('receipts-list').children.length > RECEIPTS) $('receipts-list').lastElementChild.remove();
    $('receipts-count').textContent = $('receipts-list').children.length;
  }

  async function save() {
    const link = el('a', { href: URL.createObjectURL(await items.file()), download: `cfm-${device.code}-${new Date().toISOString().slice(0, 10)}.cfm` });
    link.click();
    URL.revokeObjectURL(link.href);
    fault('sending', t('The file is sealed: only the office opens it. Bring it in on a computer with a connection; what is here stays until the office has confirmed it.'));
  }

  function tellLost(lost) {
    if (lost.length) fault('lost', t('The office had lost cases that it had confirmed, as after a restored backup. They are sent again by themselves: {0}.', lost.length));
  }

  function tellKept() {
    fault('kept', items.sent() && t('Sent cases that are kept here for some days, in case the office loses them: {0}. Only the office can open them.', items.sent()));
  }

  /** What the office has lost goes to it again as soon as there is a line; the rest waits for whoever sends. */
  async function agree() {
    const lost = await items.findLost().catch(() => []);
    tellLost(lost);
    if (lost.length) await send((id) => lost.includes(id));
  }

  $('send').addEventListener('click', () => send());
  addEventListener('online', () => (isBroken ? send() : agree()));
  $('save-file').addEventListener('click', save);
  $('lock').addEventListener('click', () => location.reload());
  $('renew').addEventListener('click', renew);
  $('wipe').addEventListener('click', () => {
    const count = items.all().length;
    const lost = count ? t('Cases that were not sent and are lost for ever: {0}.', count) : '';
    removeAll([lost, t('Remove everything from this device?')].filter(Boolean).join(' '));
  });

  async function renew() {
    $('renew').setAttribute('aria-busy', 'true');
    try {
      // A device that was prepared before there was one gets it now.
      const opener = held.get(OPENER) || freshOpener();
      await vault.put(OPENER, opener);
      await vault.put(KIT, await call('field_desk.renew', { device: device.code, opener }, true));
      if (!(await keepPage())) throw new Error(t('The page could not be kept on the device. Stay connected and try again.'));
      location.reload();
    } catch (error) {
      fault('sending', error.message);
    } finally {
      $('renew').removeAttribute('aria-busy');
    }
  }

  list();
  tellKept();
  lockWhenIdle();
  if (navigator.onLine) agree();
}

/** A device that is put down closes by itself. */
function lockWhenIdle() {
  let last = Date.now();
  const isLeft = () => Date.now() - last > LOCKED_AFTER_MS;
  for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, () => { last = Date.now(); }, true);
  setInterval(() => isLeft() && location.reload(), LOCKED_AFTER_MS / 10);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && isLeft() && location.reload());
}

/** What may turn out to be sensitive lies in the memory alone. */
function memoryBox() {
  const kept = new Map();
  return {
    get length() { return kept.size; },
    key: (place) => [...kept.keys()][place] ?? null,
    getItem: (id) => kept.get(id) ?? null,
    setItem: (id, text) => kept.set(id, text),
    removeItem: (id) => kept.delete(id),
  };
}

const moment = (at) => new Date(at).toLocaleString(`${language}-u-nu-latn`, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

if (!vault.isPossible()) show('impossible', true);
else {
  await removeIfUnused();
  const device = await vault.device().catch(() => null);
  await vault.dropOld().catch(() => null);
  await vault.freeForgotten().catch(() => null);
  if (device) unlock(device);
  else prepare();
  show('bring', navigator.onLine);
  bringFile();
}
document.body.dataset.ready = '1';
