/** The inbox: puts the parts together, follows what is new, and does what is asked. */
const version = new URL(import.meta.url).search;
const [{ t, $, all, call, data }, clock, { listing }, { conversation, named }, { messages }, { composer }, { person }, { askClass, askCase }, { listen }, { ended, found, hush, lost, note, tell }, { news }] =
  await Promise.all(['core', 'inbox_clock', 'inbox_rows', 'inbox_opened', 'inbox_thread', 'inbox_composer', 'inbox_person', 'inbox_acts', 'letter_keys', 'inbox_notes', 'news'].map((name) => import(`./${name}.js${version}`)));

if (data.is_set_up) await begin();
document.body.dataset.ready = '1';

async function begin() {
  const rows = listing(() => opened.current()?.name, (error) => note(error.message));
  const shown = messages({ again: (message) => acts.ifMine(() => answer.again(message)) });
  const answer = composer({ sent: (made) => acts.sent(made), refused: () => opened.reload(), lastWords: () => shown.lastWords() });
  const beside = person({
    confirm: (name) => acts.confirm(name),
    spoken: (language) => acts.spoken(language),
    put: (words) => acts.ifMine(() => putWords(words)),
    tellOutcome: (each) => acts.ifMine(() => tellOutcome(each)),
    reopened: (made) => acts.reopened(made),
  });
  const opened = conversation({ rows, shown, answer, beside });
  const acts = actsOn({ opened, answer });

  function putWords(words) {
    opened.showMessages();
    answer.put(words);
  }

  function tellOutcome(each) {
    opened.showMessages();
    answer.tellOutcome(each, beside.question());
  }

  const askSensitive = askClass(acts.makeSensitive);
  const askAttach = askCase({ cases: () => beside.openCases(), act: acts.attach });
  const does = {
    case: acts.makeCase,
    attach: () => acts.ifMine(askAttach),
    sensitive: () => opened.current() && askSensitive(),
    aside: () => acts.ifMine(acts.putAside),
  };
  const reply = () => acts.ifMine(() => answer.focus());
  const showKeys = () => $('keys').showModal();

  for (const button of all('[data-hold]')) button.addEventListener('click', () => acts.hold(button.dataset.hold));
  for (const button of all('[data-act]')) button.addEventListener('click', () => does[button.dataset.act]());
  $('reply').addEventListener('click', reply);
  $('show-keys').addEventListener('click', showKeys);
  addEventListener('hashchange', () => opened.open(named()));
  listen({
    j: () => rows.walk(1),
    k: () => rows.walk(-1),
    ArrowDown: () => rows.walk(1),
    ArrowUp: () => rows.walk(-1),
    r: reply,
    c: does.case,
    a: does.attach,
    o: () => beside.firstToTell() && acts.ifMine(() => tellOutcome(beside.firstToTell())),
    s: does.sensitive,
    x: does.aside,
    '?': showKeys,
  }, () => rows.focus(), $('letter-keys'));

  clock.set(data.now);
  rows.draw();
  if (!navigator.onLine) lost();
  if (named()) await opened.open(named());
  news({ ask: () => ask(rows, opened), lost, ended });
}

async function ask(rows, opened) {
  const told = await call('inbox.news', { since: rows.since() });
  found();
  clock.set(told.now);
  const { isOther, isListed } = await rows.news(told);
  const thread = opened.current();
  // Another may have taken it away from the user's eyes; what is not looked at is not read.
  const isDoubtful = isOther && !isListed;
  const isChanged = told.changed.includes(thread?.name) && !document.hidden;
  if (thread && (isDoubtful || isChanged || opened.isOver())) await opened.reload();
}

/** What is done with the conversation that is open. */
function actsOn({ opened, answer }) {
  /** Do something with it, and say why where it is refused. */
  async function act(method, values = {}) {
    const { name } = opened.current();
    try {
      const row = await call(`inbox.${method}`, { name, ...values }, true);
      hush();
      return row ?? {};
    } catch (error) {
      tell(error.message, 'red');
      if (error.status) opened.reload().catch(() => null);
      return null;
    }
  }

  const reload = () => opened.reload().catch(() => null);

  /** Go on as soon as the user has the conversation, which they take where nobody has it. */
  async function ifMine(task) {
    // The key may be faster than the line.
    if (named() && opened.current()?.name !== named()) await opened.open(named());
    const thread = opened.current();
    if (!thread) return;
    if (thread.taken_by && !thread.is_mine) {
      tell(t('{0} has this conversation. Take it over if they are not at it.', thread.taken_by_name), 'amber');
      return;
    }
    if (!thread.is_mine) {
      if (!(await act('take'))) return;
      await reload();
    }
    if (opened.current()?.is_mine) await task();
  }

  return {
    ifMine,
    /** @param {'take' | 'take_over' | 'release'} method */
    async hold(method) {
      if (!(await act(method))) return;
      await reload();
      if (method !== 'release') answer.focus();
    },
    sent({ message, conversation: row }) {
      const thread = opened.current();
      if (thread?.name !== row.name) return;
      opened.show({ ...thread, ...row, messages: [message], more: thread.more });
    },
    async makeSensitive(sensitivity) {
      const { name } = opened.current();
      const made = await call('inbox.sensitive', { name, sensitivity }, true);
      if (made.still_open) return opened.reload();
      opened.vanish(name);
      return note(t('Handed to those entrusted with it. You do not see it any more.'), 'violet');
    },
    async attach(name) {
      await call('inbox.attach', { name: opened.current().name, case: name }, true);
      await reload();
      tell(t('Attached to {0}.', name), 'green');
    },
    async putAside() {
      const { name } = opened.current();
      if (!(await act('not_feedback'))) return;
      await reload();
      tell(t('Put aside as not feedback.'), 'grey', [t('Undo'), async () => {
        await call('inbox.wait_again', { name }, true).catch((error) => tell(error.message, 'red'));
        await reload();
        hush();
      }]);
    },
    async confirm(community_member) {
      await ifMine(async () => {
        if (await act('confirm_person', { community_member })) await reload();
      });
    },
    /** What the person speaks is written down by whoever has the conversation; others only read in it. */
    async spoken(language) {
      const thread = opened.current();
      if (thread?.is_mine && (await act('note_language', { language }))) thread.language = language;
    },
    async reopened(made) {
      await reload();
      tell(t('{0} is taken up again.', made.case), 'green');
    },
    makeCase: () => ifMine(() => location.assign(`${data.new_case}#conversation=${opened.current().name}`)),
  };
}
