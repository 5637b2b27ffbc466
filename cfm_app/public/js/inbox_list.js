/** The list of conversations: rows stay where they are while somebody reads or walks through them. */
const version = new URL(import.meta.url).search;
const [{ t, $, all, el }, clock] = await Promise.all(['core', 'inbox_clock'].map((name) => import(`./${name}.js${version}`)));

const STATE_WAITS = 'Waiting';
// The words of a state: those of cases are others.
const STATES = { Waiting: t('waits for an answer'), Answered: t('answered'), 'Not feedback': t('not feedback'), Closed: t('closed') };
// What each row was filled with.
const filled = new WeakMap();

export function list() {
  const box = $('rows');
  /** @type {Map<string, HTMLElement>} */
  const items = new Map();

  const links = () => all('a', box);
  const at = () => links().indexOf(document.activeElement);

  function show(rows, opened) {
    const names = new Set(rows.map((row) => row.name));
    const left = at();
    for (const [name, item] of items) {
      if (names.has(name)) continue;
      item.remove();
      items.delete(name);
    }
    const focused = document.activeElement;
    for (const [place, row] of rows.entries()) {
      const item = items.get(row.name) || make(row.name);
      fill(item, row);
      if (box.children[place] !== item) box.insertBefore(item, box.children[place] || null);
    }
    mark(opened);
    // A row that was moved or went away takes the focus with it.
    if (box.contains(focused) && document.activeElement !== focused) focused.focus();
    else if (left >= 0 && at() < 0) (links()[Math.min(left, links().length - 1)] || $('view')).focus();
  }

  function make(name) {
    const item = el('li', {}, el('a', { href: `#${name}` }));
    items.set(name, item);
    return item;
  }

  return {
    show,
    mark,
    /** Let the words for how long each waits follow the clock. */
    tick() {
      for (const each of all('time', box)) each.textContent = clock.ago(each.dateTime);
    },
    /** Go to the next or to the one before; from nowhere to the one that is open. @param {1 | -1} step */
    walk(step) {
      const there = links();
      const opened = there.findIndex((link) => link.hasAttribute('aria-current'));
      const from = at() >= 0 ? at() : opened;
      const to = from < 0 ? 0 : Math.max(0, Math.min(from + step, there.length - 1));
      there[to]?.focus();
    },
    /** Give the focus to the one that is open, or to the first. */
    focus() {
      (box.querySelector('[aria-current]') || links()[0] || $('view')).focus();
    },
  };

  function mark(opened) {
    for (const [name, item] of items) {
      const link = item.firstElementChild;
      if (name === opened) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  }
}

function fill(item, row) {
  const now = JSON.stringify(row);
  if (filled.get(item) === now) return;
  filled.set(item, now);
  const link = item.firstElementChild;
  link.classList.toggle('unread', row.unread > 0);
  link.replaceChildren(...parts(row));
}

function parts(row) {
  const moment = row.waiting_since || row.last_message_on;
  return [
    el('span', { class: 'who' }, nameOf(row)),
    moment && el('time', { datetime: moment, class: 'muted' }, clock.ago(moment)),
    el('span', { class: 'words', dir: 'auto' }, row.first_words || t('No words')),
    el('span', { class: 'tags' }, ...tags(row)),
  ].filter(Boolean);
}

/** The name of a person, or a number, which runs from left to right in every language. */
export function nameOf(row) {
  const shown = row.who || t('Unknown');
  return el('bdi', { dir: shown === row.number ? 'ltr' : 'auto' }, shown);
}

function tags(row) {
  const found = [el('span', { class: 'muted' }, row.channel_label || '')];
  if (row.unread) found.push(el('span', { class: 'badge' }, t('{0} new', row.unread)));
  if (row.restricted) found.push(pill('violet', t('Restricted')));
  if (row.taken_by) found.push(row.is_mine ? pill('blue', t('You have it')) : pill('amber', el('bdi', {}, row.taken_by_name)));
  if (row.state !== STATE_WAITS) found.push(pill('grey', stateOf(row)));
  if (row.opted_out) found.push(pill('amber', t('No more messages')));
  return found;
}

export const stateOf = (row) => STATES[row.state] || row.state_label;

export const pill = (tone, text) => el('span', { class: `pill ${tone}` }, text);
