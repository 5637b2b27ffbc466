/**
 * Who calls: a card in the corner of whichever page the operator is on, as long as it rings at their phone, they are
 * in the call, or have just hung up. It takes neither the focus nor what is typed. F8 opens the form of a new case.
 */
const version = new URL(import.meta.url).search;
const [{ t, all, el, call, announce }, { news }, store] = await Promise.all(['core', 'news', 'store'].map((name) => import(`./${name}.js${version}`)));

// A phone rings for some twenty seconds.
const OFTEN = 2000;
const KIND = 'dismissed-call';
const STATES = { Ringing: t('It rings'), Answered: t('On the line'), Ended: t('Hung up') };
const box = el('section', { class: 'ringing', 'aria-label': t('Calls at your phone') });
box.hidden = true;
document.body.append(box);
/** @type {Map<string, HTMLElement>} */
const cards = new Map();

const isPutAway = (name) => store.marked(KIND, name) !== undefined;
/** The form of this call is open already. */
const isInForm = (name) => location.pathname === '/cfm/new-case' && new URLSearchParams(location.hash.slice(1)).get('call') === name;

async function look() {
  const found = (await call('calls.ringing')).filter(({ name }) => !isPutAway(name) && !isInForm(name));
  for (const [name, card] of cards) {
    if (!found.some((each) => each.name === name)) {
      cards.delete(name);
      card.remove();
    }
  }
  for (const { name, state } of found) {
    if (!cards.has(name)) await show(name);
    update(cards.get(name), state);
  }
  box.hidden = !cards.size;
}

/** Say how high the cards and the page's bar are: the cards lie above the bar, and the page ends above the cards. */
function makeRoom() {
  const { style } = document.documentElement;
  const bar = document.querySelector('main .bar');
  const watch = (element, name) => new ResizeObserver(() => style.setProperty(name, `${element.offsetHeight}px`)).observe(element);
  watch(box, '--ringing');
  if (bar) watch(bar, '--bar');
}

/** Of a call that is over, a line is left. */
function update(card, state) {
  if (!card) return;
  card.dataset.state = state;
  card.querySelector('.state').replaceChildren(STATES[state]);
}

async function show(name) {
  // Of a call that somebody else took meanwhile there is nothing to tell.
  const told = await call('calls.caller', { name }, true).catch(() => null);
  if (!told || cards.has(name)) return;
  const card = cardOf(told);
  cards.set(name, card);
  box.prepend(card);
  announce(told.number ? t('Call from {0}', told.number) : t('Call from a withheld number'));
}

function cardOf(told) {
  const number = told.number ? el('bdi', { dir: 'ltr' }, told.number) : t('Number withheld');
  const away = el('button', { type: 'button', class: 'away', 'aria-label': t('Put this call away') }, '×');
  const card = el('article', { class: 'card' });
  away.addEventListener('click', () => putAway(told.name));
  const open = el('a', { class: 'button primary', href: told.new_case, 'aria-keyshortcuts': 'F8' }, t('New case'), ' ', el('kbd', { 'aria-hidden': 'true' }, 'F8'));
  open.addEventListener('click', (event) => {
    event.preventDefault();
    openForm(told);
  });
  card.append(
    el('p', { class: 'row' }, el('span', { class: 'pill green state' }), el('b', { class: 'number' }, number), away),
    people(told),
    ...script(told),
    el('p', {}, open),
  );
  return card;
}

/** Whom the number may mean: who it is, is said by whoever speaks to them. */
function people(told) {
  if (!told.number) return el('p', { class: 'muted' }, t('Nobody can be called back at a withheld number: ask for one.'));
  if (!told.people.length) return el('p', { class: 'muted' }, t('Nobody is known under this number.'));
  return el('ul', { class: 'people' }, ...told.people.map((person) => personOf(told, person)));
}

function personOf(told, person) {
  const about = [person.language_label, person.place, person.hours && t('best time {0}', person.hours)].filter(Boolean);
  const confirm = el('button', { type: 'button', class: 'button', 'aria-pressed': String(told.person === person.name) }, t('It is this person'));
  confirm.addEventListener('click', async () => {
    const isOn = confirm.getAttribute('aria-pressed') === 'true';
    await call('calls.confirm_person', { name: told.name, community_member: isOn ? '' : person.name }, true);
    for (const other of all('[aria-pressed]', confirm.closest('ul'))) other.setAttribute('aria-pressed', 'false');
    confirm.setAttribute('aria-pressed', String(!isOn));
  });
  return el('li', {}, el('p', {}, el('span', { class: 'muted' }, t('May be')), ' ', el('b', {}, el('bdi', {}, person.full_name || t('Known caller, no name'))), about.length ? ` · ${about.join(' · ')}` : ''), ...person.cases.map(caseOf), confirm);
}

function caseOf(each) {
  return el('p', { class: 'facts' }, el('a', { href: `/cfm/case?name=${encodeURIComponent(each.name)}`, target: '_blank', rel: 'noopener' }, el('bdi', {}, each.name)), ` ${[each.category_label, each.state_label].filter(Boolean).join(', ')}`);
}

function script(told) {
  if (!told.script) return [];
  const own = told.own_text ? [el('p', { class: 'muted', dir: 'auto' }, told.own_text)] : [];
  return [el('details', {}, el('summary', {}, t('What to say')), el('p', { class: 'said', dir: 'auto' }, told.script), ...own)];
}

function putAway(name) {
  store.mark(KIND, name);
  cards.get(name)?.remove();
  cards.delete(name);
  box.hidden = !cards.size;
}

/** Open the form; where something is typed it stays, and the form opens beside it. */
function openForm(told) {
  if (isTyped()) {
    window.open(told.new_case, '_blank', 'noopener');
    return;
  }
  const isThere = location.pathname === new URL(told.new_case, location.href).pathname;
  location.assign(told.new_case);
  if (isThere) location.reload();
}

const isTyped = () => all('main :is(textarea, input:not([type=hidden], [type=radio], [type=checkbox], [type=search]))').some((each) => each.value !== each.defaultValue);

document.addEventListener('keydown', (event) => {
  if (event.key !== 'F8' || !cards.size) return;
  event.preventDefault();
  box.querySelector('a.primary').click();
});

const { look: lookNow } = news({ ask: look, lost: () => {}, ended: () => (box.hidden = true), often: OFTEN });
makeRoom();
lookNow();
