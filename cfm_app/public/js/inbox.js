/** The inbox: puts the parts together, follows what is new, and does what is asked. */
const version = new URL(import.meta.url).search;
const [{ t, $, all, el, call, data, announce }, clock, { list, nameOf, pill, stateOf }, { messages }, { composer }, { person }, { askClass, askCase, listen }, { news }] =
  await Promise.all(['core', 'inbox_clock', 'inbox_list', 'inbox_thread', 'inbox_composer', 'inbox_person', 'inbox_acts', 'news'].map((name) => import(`./${name}.js${version}`)));

const MINUTE = 60000;
const WAITING = 'waiting';
const title = document.title;

if (data.is_set_up) await begin();
document.body.dataset.ready = '1';

async function begin() {
  const inbox = $('inbox');
  let rows = data.rows;
  let pages = 1;
  let more = data.more;
  /** @type {object | null} the conversation that is open, as the server last told it */
  let thread = null;
  /** @type {{name: string, done: Promise<void> | null}} the conversation that is on its way */
  let opening = { name: '', done: null };
  let last = data;
  let listedOn = Date.now();

  const shownList = list();
  const shownThread = messages({ again: (message) => ifMine(() => answer.again(message)) });
  const answer = composer({ sent, refused: () => reload(), lastWords: () => shownThread.lastWords() });
  const beside = person({ confirm, spoken, put: (words) => ifMine(() => putWords(words)) });
  const askSensitive = askClass(makeSensitive);
  const askAttach = askCase({ cases: () => beside.openCases(), act: attach });

  // --- the list -----------------------------------------------------------------------------
  function drawList() {
    shownList.show(rows, thread?.name);
    $('more').hidden = !more;
    $('none').hidden = rows.length > 0;
    $('none').lastElementChild.textContent = $('view').value === WAITING
      ? t('Nobody waits. New messages appear here by themselves.')
      : t('No conversation here.');
    drawCount();
  }

  function drawCount() {
    $('waiting').textContent = String(last.waiting);
    document.title = last.waiting ? `(${last.waiting}) ${title}` : title;
    // The bell counts once; it may come later.
    const badge = document.querySelector('.tabs [aria-current] .badge');
    if (badge) badge.textContent = String(last.waiting);
  }

  async function loadList() {
    const view = $('view').value;
    const found = [];
    let isMore = true;
    for (let page = 0; page < pages && isMore; page += 1) {
      const part = await call('inbox.conversations', { view, start: found.length });
      found.push(...part.rows);
      isMore = part.more;
    }
    if (view !== $('view').value) return found;
    listedOn = Date.now();
    more = isMore;
    rows = withOpened(found);
    drawList();
    return found;
  }

  /** What is open stays where it was in the list, also when it waits no longer. */
  function withOpened(found) {
    const place = rows.findIndex((row) => row.name === thread?.name);
    if (place < 0 || found.some((row) => row.name === thread.name)) return found;
    return found.toSpliced(Math.min(place, found.length), 0, rows[place]);
  }

  /** Take over what the server told of one conversation. */
  function replaceRow(row) {
    rows = rows.map((each) => (each.name === row.name ? { ...each, ...pick(each, row) } : each));
    drawList();
  }

  // --- one conversation ---------------------------------------------------------------------
  async function open(name) {
    if (!name) return close();
    inbox.dataset.pane = 'thread';
    if (thread?.name === name) return null;
    if (opening.name === name) return opening.done;
    answer.leave();
    $('told').hidden = true;
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
    answer.leave();
    showNothing();
    if (!wasOpen) return null;
    drawList();
    shownList.focus();
    return loadList().catch(() => null);
  }

  function showNothing() {
    inbox.dataset.pane = 'list';
    thread = null;
    shownThread.clear();
    beside.clear();
    $('opened').hidden = $('beside').hidden = true;
    $('unopened').hidden = false;
  }

  function show(found) {
    thread = found;
    $('unopened').hidden = true;
    $('opened').hidden = $('beside').hidden = false;
    $('who').replaceChildren(nameOf(found));
    const named = found.who === found.number ? [] : [el('bdi', { dir: 'ltr' }, found.number || ''), ' · '];
    $('about').replaceChildren(...named, [found.channel_label, stateOf(found)].filter(Boolean).join(' · '));
    drawHolder();
    shownThread.show(found);
    if (found.is_mine) answer.show(found);
    else answer.leave();
    beside.show(found);
    replaceRow(found);
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
    answer.forget(name);
    rows = rows.filter((row) => row.name !== name);
    showNothing();
    go('');
    drawList();
  }

  // --- acts ---------------------------------------------------------------------------------
  /** Do something with the conversation, and say why where it is refused. */
  async function act(method, values = {}) {
    const { name } = thread;
    try {
      const row = await call(`inbox.${method}`, { name, ...values }, true);
      $('told').hidden = true;
      return row ?? {};
    } catch (error) {
      tell(error.message, 'red');
      if (error.status) reload().catch(() => null);
      return null;
    }
  }

  /** @param {'take' | 'take_over' | 'release'} method */
  async function hold(method) {
    if (!(await act(method))) return;
    await reload().catch(() => null);
    if (method !== 'release') answer.focus();
  }

  /** Go on as soon as the user has the conversation, which they take where nobody has it. */
  async function ifMine(task) {
    // The key may be faster than the line.
    if (named() && thread?.name !== named()) await open(named());
    if (!thread) return;
    if (thread.taken_by && !thread.is_mine) {
      tell(t('{0} has this conversation. Take it over if they are not at it.', thread.taken_by_name), 'amber');
      return;
    }
    if (!thread.is_mine) {
      if (!(await act('take'))) return;
      await reload().catch(() => null);
    }
    if (thread?.is_mine) await task();
  }

  function sent({ message, conversation }) {
    if (thread?.name !== conversation.name) return;
    show({ ...thread, ...conversation, messages: [message], more: thread.more });
  }

  async function makeSensitive(sensitivity) {
    const { name } = thread;
    const made = await call('inbox.sensitive', { name, sensitivity }, true);
    if (made.still_open) return reload();
    vanish(name);
    return note(t('Handed to those entrusted with it. You do not see it any more.'), 'violet');
  }

  function putWords(words) {
    inbox.dataset.pane = 'thread';
    answer.put(words);
  }

  async function attach(name) {
    await call('inbox.attach', { name: thread.name, case: name }, true);
    await reload().catch(() => null);
    tell(t('Attached to {0}.', name), 'green');
  }

  async function putAside() {
    const { name } = thread;
    if (!(await act('not_feedback'))) return;
    await reload().catch(() => null);
    tell(t('Put aside as not feedback.'), 'grey', [t('Undo'), async () => {
      await call('inbox.wait_again', { name }, true).catch((error) => tell(error.message, 'red'));
      await reload().catch(() => null);
      $('told').hidden = true;
    }]);
  }

  async function confirm(community_member) {
    await ifMine(async () => {
      if (await act('confirm_person', { community_member })) await reload().catch(() => null);
    });
  }

  /** What the person speaks is written down by whoever has the conversation; others only read in it. */
  async function spoken(language) {
    if (thread?.is_mine && (await act('note_language', { language }))) thread.language = language;
  }

  function makeCase() {
    return ifMine(() => location.assign(`${data.new_case}#conversation=${thread.name}`));
  }

  const ACTS = { case: makeCase, attach: () => ifMine(askAttach), sensitive: () => thread && askSensitive(), aside: () => ifMine(putAside) };

  // --- saying -------------------------------------------------------------------------------
  function tell(sentence, tone, action) {
    const button = action && el('button', { type: 'button', class: 'plain' }, action[0]);
    button?.addEventListener('click', action[1]);
    $('told').className = `alert ${tone}`;
    $('told').replaceChildren(sentence, ' ', ...(button ? [button] : []));
    $('told').hidden = false;
  }

  /** What concerns the page as a whole stands above the list. */
  function note(sentence, tone = 'amber', action = null) {
    const button = action && el('button', { type: 'button', class: 'plain' }, action[0]);
    button?.addEventListener('click', action[1]);
    $('network').className = `alert ${tone}`;
    $('network').dataset.about = '';
    $('network').replaceChildren(sentence, ' ', ...(button ? [button] : []));
    $('network').hidden = false;
  }

  function lost() {
    note(t('No connection. What you type is kept here; new messages come when it is back.'));
    $('network').dataset.about = 'line';
  }

  // --- what is new --------------------------------------------------------------------------
  async function ask() {
    const found = await call('inbox.news', { since: last.now });
    if ($('network').dataset.about === 'line') $('network').hidden = true;
    clock.set(found.now);
    const isOld = Date.now() - listedOn > MINUTE;
    const isOther = found.changed.length || found.total !== last.total || found.waiting !== last.waiting;
    const before = last;
    last = found;
    try {
      const listed = isOther || isOld ? await loadList() : [];
      const isListed = listed.some((row) => row.name === thread?.name);
      // Another may have taken it away from the user's eyes; what is not looked at is not read.
      const isDoubtful = isOther && !isListed;
      const isOver = thread?.is_mine && clock.isOver(thread.taken_until);
      if (thread && (isDoubtful || isOver || (found.changed.includes(thread.name) && !document.hidden))) await reload();
    } catch (error) {
      last = before;
      throw error;
    }
    shownList.tick();
    drawCount();
  }

  function ended(error) {
    note(error.message, 'red', [t('Log in'), () => location.reload()]);
  }

  // --- hearing ------------------------------------------------------------------------------
  const named = () => decodeURIComponent(location.hash.slice(1));
  /** Say in the address what is open, without a step more to go back. */
  function go(name) {
    if (named() !== name) history.replaceState(null, '', name ? `#${name}` : location.pathname + location.search);
  }

  addEventListener('hashchange', () => open(named()));
  $('view').addEventListener('change', () => {
    pages = 1;
    rows = [];
    loadList().catch((error) => note(error.message));
  });
  $('more').addEventListener('click', () => {
    pages += 1;
    loadList().catch((error) => note(error.message));
  });
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
  for (const button of all('[data-hold]')) button.addEventListener('click', () => hold(button.dataset.hold));
  for (const button of all('[data-act]')) button.addEventListener('click', () => ACTS[button.dataset.act]());
  const reply = () => ifMine(() => answer.focus());
  $('reply').addEventListener('click', reply);
  const showKeys = () => $('keys').showModal();
  $('show-keys').addEventListener('click', showKeys);
  listen({
    j: () => shownList.walk(1),
    k: () => shownList.walk(-1),
    ArrowDown: () => shownList.walk(1),
    ArrowUp: () => shownList.walk(-1),
    r: reply,
    c: makeCase,
    a: ACTS.attach,
    s: ACTS.sensitive,
    x: ACTS.aside,
    '?': showKeys,
  }, () => shownList.focus());

  clock.set(data.now);
  drawList();
  if (!navigator.onLine) lost();
  if (named()) await open(named());
  setInterval(() => shownList.tick(), MINUTE);
  news({ ask, lost, ended });
}

/** What a row of the list says, out of all that is known of a conversation. */
function pick(row, known) {
  return Object.fromEntries(Object.keys(row).map((key) => [key, known[key]]));
}
