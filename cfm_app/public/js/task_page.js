/** What pages of long tasks share: the list of tasks, one of them with its steps, and asking how far it is. */
const version = new URL(import.meta.url).search;
const load = (name) => import(`./${name}.js${version}`);
const [{ $, t, all, el, call }, { attempt, hideFailure }, { icon, tone }] = await Promise.all(['core', 'failure', 'import_result'].map(load));

const LOOK_AGAIN = 700;
const LOOK_LATER = 3000;
const wish = new URLSearchParams(location.search).get('_lang');

/**
 * @param {object} of
 * @param {string} of.api the module of the calls `layout`, `state`, `start`, `stop` and `remove`
 * @param {string} of.list the call that answers the list of tasks
 * @param {string} of.path the address of the page
 * @param {string} of.parameter what names a task in the address
 * @param {(task: object) => object} of.lineOf what the list says of a task: `title`, `facts`, `counts`, `pill`, and `question` before it is removed
 * @param {(layout: object) => string} of.titleOf the title of the task on the screen
 * @param {(layout: object) => void} of.begun shows the task that was opened
 * @param {(state: object) => void} of.arrived shows how far the task on the screen is
 * @param {() => void} of.closed forgets the task on the screen
 */
export function taskPage({ api, list, path, parameter, lineOf, titleOf, begun, arrived, closed }) {
  let opened = '';
  let timer = 0;
  let turn = 0; // Counts where people go to: an answer for an earlier place comes too late.

  const ask = (method, values, write) => call(`${api}.${method}`, values, write);
  const nameInAddress = () => new URLSearchParams(location.search).get(parameter);

  function later(task, milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(task, milliseconds);
  }

  function addressOf(name) {
    const query = new URLSearchParams({ ...(name ? { [parameter]: name } : {}), ...(wish ? { _lang: wish } : {}) });
    return `${path}${query.size ? `?${query}` : ''}`;
  }

  // --- the list -------------------------------------------------------------------------------
  function showList(tasks) {
    if (!$('imports')) return;
    $('imports-count').textContent = String(tasks.length);
    $('no-imports').hidden = tasks.length > 0;
    $('imports').replaceChildren(...tasks.map(line));
    clearTimeout(timer);
    if (tasks.some((each) => each.is_under_way && !each.is_silent)) later(lookAtList, LOOK_LATER);
  }

  function line(task) {
    const { title, facts, counts, pill, question } = lineOf(task);
    const link = el('a', { class: 'name', href: addressOf(task.name), 'data-open': task.name }, title);
    const removing = el('button', { type: 'button', class: 'plain', 'aria-label': t('Remove {0}', task.file_name || title) }, icon('trash-2'));
    removing.addEventListener('click', () => remove(task.name, question));
    const isMine = task.is_mine ?? true;
    const said = facts.flatMap((fact, at) => [at ? ' · ' : '', el('bdi', {}, fact)]);
    return el(
      'li',
      { class: 'line' },
      el('div', { class: 'what' }, isMine ? link : el('span', { class: 'name' }, title), el('span', { class: 'muted' }, ...said)),
      el('span', { class: 'muted rows' }, counts.join(' · ')),
      el('span', { class: `pill ${tone(task)}` }, pill),
      el('span', { class: 'acts' }, isMine ? removing : ''),
    );
  }

  async function lookAtList() {
    if (!$('imports')) return;
    const tasks = await ask(list).catch(() => null);
    if (opened) return;
    if (tasks) showList(tasks);
    else later(lookAtList, LOOK_LATER);
  }

  async function remove(name, question) {
    if (!confirm(question)) return;
    if ((await attempt(() => ask('remove', { name }, true))) !== null) await lookAtList();
  }

  // --- one task -------------------------------------------------------------------------------
  async function open(name, isNew = true) {
    turn += 1;
    const mine = turn;
    const layout = await attempt(() => ask('layout', { name }));
    if (mine !== turn) return;
    if (layout) begin(layout, isNew);
    // The address names it already.
    else if (!isNew) close();
  }

  /** Show a task, under an address of its own unless the address brought it. */
  function begin(layout, isNew = true) {
    if (isNew) history.pushState({}, '', addressOf(layout.name));
    clearTimeout(timer);
    turn += 1;
    opened = layout.name;
    hideFailure();
    $('start').hidden = true;
    $('log').hidden = false;
    $('log-title').textContent = titleOf(layout);
    begun(layout);
    $('log-title').focus();
  }

  function close() {
    turn += 1;
    opened = '';
    clearTimeout(timer);
    closed();
    $('log').hidden = true;
    $('start').hidden = false;
    lookAtList();
  }

  /** Say in the header where the task stands, and mark its step. */
  function tell(state, step, pill) {
    $('log-state').hidden = !pill;
    $('log-state').className = `pill ${tone(state)}`;
    $('log-state').textContent = pill;
    const items = all('#steps li');
    const place = items.findIndex((item) => item.dataset.step === step);
    for (const [at, item] of items.entries()) {
      item.classList.toggle('done', at < place);
      if (at === place) item.setAttribute('aria-current', 'step');
      else item.removeAttribute('aria-current');
    }
    clearTimeout(timer);
    if (state.is_under_way) later(look, state.is_silent ? LOOK_LATER : LOOK_AGAIN);
  }

  async function look() {
    const name = opened;
    const state = await ask('state', { name }).catch(() => null);
    if (!name || name !== opened) return;
    // Without an answer the work goes on all the same.
    if (state) arrived(state);
    else lookAgain();
  }

  const lookAgain = () => later(look, LOOK_LATER);

  /** Change the task on the screen: the answer, or `null` if there is none or another task is shown by then. */
  async function change(method, values) {
    const mine = turn;
    const answer = await attempt(() => ask(method, { name: opened, ...values }, true));
    return mine === turn ? answer : null;
  }

  async function start(task) {
    const name = opened;
    const state = await change('start', { task });
    // What is refused may have been started in another tab.
    const told = state ?? (await ask('state', { name }).catch(() => null));
    if (told && name === opened && (state || told.is_under_way)) arrived(told);
  }

  /** @param {string} text */
  function stopButton(text) {
    const stop = button('', text, async () => {
      const state = await change('stop');
      if (state) arrived(state);
    });
    stop.prepend(icon('circle-stop'));
    return stop;
  }

  // --- beginning ------------------------------------------------------------------------------
  async function arriveAt() {
    const name = nameInAddress();
    if (name) await open(name, false);
    else close();
  }

  /** Show the tasks that the page came with, or the one that its address names. */
  async function run(tasks) {
    $('imports')?.addEventListener('click', (event) => {
      const link = event.target.closest('[data-open]');
      if (!link || wantsOwnTab(event)) return;
      event.preventDefault();
      open(link.dataset.open);
    });
    $('back').href = addressOf('');
    $('back').addEventListener('click', (event) => {
      if (wantsOwnTab(event)) return;
      event.preventDefault();
      history.pushState({}, '', addressOf(''));
      close();
    });
    addEventListener('popstate', arriveAt);
    showList(tasks);
    if (nameInAddress()) await arriveAt();
  }

  return { ask, begin, change, tell, start, stopButton, lookAgain, run };
}

const wantsOwnTab = (event) => event.ctrlKey || event.metaKey || event.shiftKey;

/** Fill the place of a step: what went wrong before, what there is to do, and the buttons below. */
export function put(nodes, buttons) {
  $('panel').replaceChildren(...nodes.filter(Boolean));
  $('bar').replaceChildren(...buttons.filter(Boolean));
}

/** A button that cannot be pressed again before its task is done. */
export function button(kind, text, task) {
  const made = el('button', { type: 'button', class: `button ${kind}` }, text);
  made.addEventListener('click', async () => {
    made.disabled = true;
    await task();
    made.disabled = false;
  });
  return made;
}
