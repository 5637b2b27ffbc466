/** The messages of a conversation: what comes is added at its place, and what is being read stays in sight. */
const version = new URL(import.meta.url).search;
const [{ t, $, el, call }, clock] = await Promise.all(['core', 'inbox_clock'].map((name) => import(`./${name}.js${version}`)));

const NEAR_END = 80;
// What became of a message: a sign, and the word beside it.
const FATES = {
  Queued: ['◷', t('waits to be sent')],
  Sending: ['◷', t('being sent')],
  Sent: ['✓', t('sent')],
  Delivered: ['✓✓', t('delivered')],
  Read: ['✓✓', t('read by the person')],
  Failed: ['!', t('not sent')],
  Unknown: ['?', t('unknown whether it left')],
};
const PICTURE = /\.(jpg|png|gif|webp)$/i;
const SOUND = /\.(ogg|mp3|m4a|aac|wav|amr)$/i;

// What each bubble was made of.
const filled = new WeakMap();

/** @param {{again: (message: object) => void}} acts what is done with a message that did not leave */
export function messages({ again }) {
  const scroller = $('scroller');
  const box = $('messages');
  /** @type {Map<string, HTMLElement>} */
  let items = new Map();
  let known = [];
  let opened = null;

  const isAtEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END;
  const toEnd = () => {
    scroller.scrollTop = scroller.scrollHeight;
    $('newest').hidden = true;
  };

  /** Show the newest messages of a conversation; of the same one, only what is new. */
  function show(thread) {
    const isOther = thread.name !== opened;
    const wasAtEnd = isOther || isAtEnd();
    const last = known.at(-1)?.name;
    if (isOther) begin(thread);
    const inPage = new Set(thread.messages.map((each) => each.name));
    known = [...known.filter((each) => !inPage.has(each.name)), ...thread.messages];
    draw();
    if (wasAtEnd) toEnd();
    else if (known.at(-1)?.name !== last) $('newest').hidden = false;
  }

  function begin(thread) {
    opened = thread.name;
    known = [];
    items = new Map();
    box.replaceChildren();
    $('older').hidden = !thread.more;
    $('newest').hidden = true;
  }

  function draw() {
    let lastDay = '';
    const wanted = [];
    for (const message of known) {
      const day = String(message.sent_on).slice(0, 10);
      if (day !== lastDay) wanted.push(item(`day ${day}`, message.sent_on, divider));
      lastDay = day;
      wanted.push(item(message.name, message, bubble));
    }
    for (const [place, each] of wanted.entries()) {
      if (box.children[place] !== each) box.insertBefore(each, box.children[place] || null);
    }
    while (box.children.length > wanted.length) box.lastElementChild.remove();
  }

  function item(key, value, make) {
    const now = JSON.stringify(value);
    const found = items.get(key) || el('li');
    items.set(key, found);
    if (filled.get(found) !== now) {
      filled.set(found, now);
      make(found, value, again);
    }
    return found;
  }

  async function older() {
    const { name } = known[0];
    const of = opened;
    const found = await call('inbox.thread', { name: of, before: name }, true);
    if (of !== opened) return;
    const fromEnd = scroller.scrollHeight - scroller.scrollTop;
    known = [...found.messages, ...known];
    $('older').hidden = !found.more;
    draw();
    scroller.scrollTop = scroller.scrollHeight - fromEnd;
  }

  $('older').addEventListener('click', () => older().catch(() => null));
  $('newest').addEventListener('click', toEnd);
  scroller.addEventListener('scroll', () => isAtEnd() && ($('newest').hidden = true));
  // Pictures that arrive after the text, and a composer that grows.
  new ResizeObserver(() => $('newest').hidden && isAtEnd() && toEnd()).observe(scroller);

  return {
    show,
    clear() {
      opened = null;
      known = [];
      box.replaceChildren();
    },
    /** What the person wrote last. */
    lastWords: () => known.findLast((each) => each.direction === 'In' && each.text)?.text || '',
  };
}

function divider(item, moment) {
  item.className = 'day';
  item.replaceChildren(el('span', {}, clock.day(moment)));
}

function bubble(item, message, again) {
  const isOut = message.direction === 'Out';
  item.className = `message ${isOut ? 'out' : 'in'}`;
  item.dataset.name = message.name;
  item.dataset.state = message.state;
  const parts = [];
  if (message.text) parts.push(el('p', { class: 'text', dir: 'auto' }, message.text));
  if (message.has_more_text) parts.push(whole(message));
  parts.push(...message.files.map(file), ...waiting(message));
  parts.push(el('p', { class: 'meta' },
    ...(isOut && message.author ? [el('bdi', {}, message.author), ' · '] : []),
    el('time', { datetime: message.sent_on }, clock.time(message.sent_on)),
    ...(isOut ? [' · ', fate(message)] : [])));
  if (message.is_doubtful) parts.push(el('p', { class: 'doubt' }, t('Nobody vouches for this sender: ask before you act in their name.')));
  if (isOut) parts.push(...telling(message), ...trouble(message, again));
  item.replaceChildren(...parts);
}

/** All that a mail said; it is asked for when somebody wants to read it. */
function whole(message) {
  const text = el('p', { class: 'text', dir: 'auto' });
  const box = el('details', {}, el('summary', {}, t('The whole mail')), text);
  box.addEventListener('toggle', async () => {
    if (!box.open || text.textContent) return;
    const found = await call('inbox.whole_text', { message: message.name }, true).catch(() => null);
    text.textContent = found ? found.text : t('No connection');
  });
  return box;
}

function fate(message) {
  const [sign, word] = FATES[message.state] || ['', message.state_label];
  return el('span', { class: 'fate' }, el('span', { 'aria-hidden': 'true' }, sign), ' ', word);
}

/** The case whose outcome a message tells, and whether that is noted there. */
function telling(message) {
  if (!message.tells) return [];
  const about = el('p', { class: 'meta' }, t('Outcome of'), ' ', el('bdi', {}, message.tells), ' · ', message.telling_label);
  return message.telling_note ? [about, el('p', { class: 'error', dir: 'auto' }, message.telling_note)] : [about];
}

/** Why a message is late or lost, and the way to send it again. */
function trouble(message, again) {
  const found = [];
  if (message.error) found.push(el('p', { class: 'error', dir: 'auto' }, message.error));
  if (message.next_attempt_on) found.push(el('p', { class: 'meta' }, t('Tried again at {0}', clock.time(message.next_attempt_on))));
  if (['Failed', 'Unknown'].includes(message.state)) {
    const button = el('button', { type: 'button', class: 'plain' }, t('Send again'));
    button.addEventListener('click', () => again(message));
    found.push(button);
  }
  return found;
}

/** A file that was sent and is not here. */
function waiting(message) {
  if (message.media_state === 'Waiting') return [el('p', { class: 'file muted' }, t('A file is being fetched…'))];
  if (message.media_state !== 'Refused') return [];
  return [el('p', { class: 'file error' }, message.media_note || t('A file could not be taken in.'))];
}

function file({ file_name: name, file_url: address, file_size: size }) {
  if (PICTURE.test(name)) {
    const picture = el('img', { src: address, alt: t('Picture that the person sent'), loading: 'lazy' });
    return el('a', { href: address, target: '_blank', rel: 'noopener', class: 'picture' }, picture);
  }
  if (SOUND.test(name)) return el('audio', { src: address, controls: true, preload: 'none', 'aria-label': t('Sound that the person sent') });
  return el('a', { href: address, target: '_blank', rel: 'noopener', class: 'file' }, t('File, {0} kB', Math.max(1, Math.round(size / 1000))));
}
