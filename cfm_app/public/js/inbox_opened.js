/** The conversation that is open: its head, who has it in hand, and how it comes and goes. */
const version = new URL(import.meta.url).search;
const [{ t, $, all, el, call, announce }, clock, { nameOf, pill, stateOf }, { hush, note }] =
  await Promise.all(['core', 'inbox_clock', 'inbox_list', 'inbox_notes'].map((name) => import(`./${name}.js${version}`)));

/** The conversation that the address names. */
export const named = () => decodeURIComponent(location.hash.slice(1));

/** Say in the address what is open, without a step more to go back. */
function go(name) {
  if (named() !== name) history.replaceState(null, '', name ? `#${name}` : location.pathname + location.search);
}

/** @param {{rows: object, answer: object, beside: object, shown: object}} parts the list, the composer, the side, the messages */
export function conversation(parts) {
  const inbox = $('inbox');
  /** @type {object | null} as the server last told it */
  let thread = null;
  /** @type {{name: string, done: Promise<void> | null}} the one that is on its way */
  let opening = { name: '', done: null };

  async function open(name) {
    if (!name) return close();
    inbox.dataset.pane = 'thread';
    if (thread?.name === name) return null;
    if (opening.name === name) return opening.done;
    parts.answer.leave();
    hush();
    opening = { name, done: fetchThread(name) };
    return opening.done;
  }

  async function fetchThread(name) {
    try {
      const found = await call('inbox.thread', { name }, true);
      // Whoever walks fast has gone on to the next.
      if (named() !== name) return;
      show(found);
      $('who').focus({ preventScroll: true });
      announce($('who').textContent);
    } catch (error) {
      if (named() === name) gone(error, name);
    } finally {
      if (opening.name === name) opening = { name: '', done: null };
    }
  }

  /** Back to the list, as it is now. */
  function close() {
    const wasOpen = Boolean(thread);
    parts.answer.leave();
    showNothing();
    if (!wasOpen) return null;
    parts.rows.draw();
    parts.rows.focus();
    return parts.rows.load().catch(() => null);
  }

  function showNothing() {
    inbox.dataset.pane = 'list';
    thread = null;
    inbox.dataset.restricted = '';
    parts.shown.clear();
    parts.beside.clear();
    $('opened').hidden = $('beside').hidden = true;
    $('unopened').hidden = false;
  }

  function show(found) {
    thread = found;
    inbox.dataset.restricted = found.restricted ? '1' : '';
    $('unopened').hidden = true;
    $('opened').hidden = $('beside').hidden = false;
    $('who').replaceChildren(nameOf(found));
    const number = found.who === found.number ? [] : [el('bdi', { dir: 'ltr' }, found.number || ''), ' · '];
    $('about').replaceChildren(...number, [found.channel_label, stateOf(found)].filter(Boolean).join(' · '));
    drawHolder();
    parts.shown.show(found);
    if (found.is_mine) parts.answer.show(found);
    else parts.answer.leave();
    parts.beside.show(found);
    parts.rows.replace(found);
  }

  /** Who has it in hand, and what that lets one do. */
  function drawHolder() {
    const isFree = !thread.taken_by;
    const shown = { take: isFree, take_over: !isFree && !thread.is_mine, release: thread.is_mine };
    for (const button of all('[data-hold]')) button.hidden = !shown[button.dataset.hold];
    const holder = isFree ? [] : [thread.is_mine ? pill('blue', t('You have it')) : pill('amber', t('{0} has it', thread.taken_by_name))];
    if (thread.restricted) holder.push(pill('violet', t('Restricted')));
    $('holder').replaceChildren(...holder);
    $('composer').hidden = !thread.is_mine;
    $('not-held').hidden = thread.is_mine;
    $('not-held').firstElementChild.textContent = isFree ? '' : t('Only {0} can write: one person at a time.', thread.taken_by_name);
    $('reply').hidden = !isFree;
    for (const button of all('.acts [data-act]:not([data-act=sensitive])')) button.disabled = !isFree && !thread.is_mine;
  }

  async function reload() {
    if (!thread) return;
    const { name } = thread;
    try {
      const found = await call('inbox.thread', { name }, true);
      if (thread?.name === name) show(found);
    } catch (error) {
      if (error.status === 0) throw error;
      gone(error, name);
    }
  }

  /** A conversation that the user does not see any more leaves no word on the screen. */
  function gone(error, name) {
    if (error.status !== 404) return note(error.message);
    vanish(name);
    return note(t('This conversation is not open to you any more.'));
  }

  function vanish(name) {
    parts.answer.forget(name);
    showNothing();
    go('');
    parts.rows.drop(name);
  }

  $('back').addEventListener('click', (event) => {
    event.preventDefault();
    go('');
    close();
  });
  $('to-person').addEventListener('click', () => {
    inbox.dataset.pane = 'person';
    $('to-thread').focus();
  });
  $('to-thread').addEventListener('click', () => {
    inbox.dataset.pane = 'thread';
    $('to-person').focus();
  });

  return {
    open,
    reload,
    vanish,
    show,
    current: () => thread,
    /** Its time in the hands of the user has run out, as far as this page knows. */
    isOver: () => Boolean(thread?.is_mine && clock.isOver(thread.taken_until)),
    /** Where the pane is narrow, the messages come to the front. */
    showMessages() {
      inbox.dataset.pane = 'thread';
    },
  };
}
