/** Beside the thread: who it may be, their cases, and what to say in their language. */
const version = new URL(import.meta.url).search;
const [{ t, $, all, el, call, data }, { scripts }, { wayBack }] = await Promise.all(['core', 'script', 'reopen'].map((name) => import(`./${name}.js${version}`)));

/**
 * @param {{confirm: (person: string) => void, spoken: (language: string) => void, put: (words: string) => void,
 *   tellOutcome: (each: object) => void, reopened: (made: object) => void}} acts
 */
export function person(acts) {
  let shown = '';
  let opened = null;
  let found = { person: null, possible: [], cases: [] };
  const talk = scripts();

  async function show(thread) {
    const isOther = opened?.name !== thread.name;
    opened = thread;
    if (isOther) {
      $('language').value = thread.language || data.usual_language;
      $('consent').open = false;
      speak();
    }
    const told = thread.messages.filter((each) => each.tells).map((each) => each.telling_state);
    const now = JSON.stringify([thread.name, thread.person, thread.cases, told, thread.last_message_on]);
    if (now !== shown) {
      shown = now;
      if (isOther) for (const id of ['person', 'cases']) $(id).replaceChildren();
      const answer = await call('inbox.beside', { name: thread.name }, true).catch(() => null);
      if (opened?.name !== thread.name || !answer) return;
      found = answer;
    }
    draw();
  }

  function draw() {
    $('person').replaceChildren(...(found.person ? known(found.person) : unknown()), ...entered(), asksAboutData());
    $('cases').replaceChildren(...(found.cases.length ? found.cases.map((each) => line(each, acts)) : [el('li', { class: 'muted' }, t('No open case.'))]));
  }

  const button = (text, task) => {
    const made = el('button', { type: 'button', class: 'button' }, text);
    made.addEventListener('click', task);
    return made;
  };

  const number = () => {
    if (!opened.number) return '';
    const written = el('bdi', { dir: 'ltr' }, opened.number);
    return el('p', {}, opened.dial ? el('a', { href: opened.dial }, written) : written);
  };

  const asksAboutData = () => el('p', {}, el('a', { href: `/cfm/new-person-request?conversation=${encodeURIComponent(opened.name)}`, target: '_blank' }, t('The person asks about their data')));

  /** What somebody entered in the public form beside their words. */
  function entered() {
    if (!opened.submission?.length) return [];
    const rows = opened.submission.map(([label, value]) => el('div', {}, el('dt', { class: 'muted' }, label), el('dd', { dir: 'auto' }, value)));
    return [el('p', { class: 'label' }, t('Entered in the form')), el('dl', { class: 'entered' }, ...rows)];
  }

  function known(each) {
    return [
      el('p', {}, el('a', { href: each.address }, el('b', { dir: 'auto' }, each.full_name))),
      number(),
      el('p', { class: 'muted' }, [each.place, each.hours && t('best time {0}', each.hours)].filter(Boolean).join(' · ')),
      opened.is_mine && button(t('It is somebody else'), () => acts.confirm('')),
    ].filter(Boolean);
  }

  function unknown() {
    const named = opened.contact_name && el('p', { class: 'muted' }, t('Calls themselves'), ' ', el('bdi', {}, opened.contact_name));
    const head = [number(), named];
    if (!opened.number) return [...head, el('p', { class: 'muted' }, t('The person left neither phone nor e-mail.'))].filter(Boolean);
    if (!found.possible.length) return [...head, el('p', { class: 'muted' }, t('Nobody is known by this number.'))].filter(Boolean);
    return [...head, el('p', { class: 'muted' }, t('Known by this number. A phone may be in other hands: ask who writes before you confirm.')), ...found.possible.map(possible)].filter(Boolean);
  }

  function possible(each) {
    const about = [each.place, t('open cases: {0}', each.open_cases)].filter(Boolean).join(' · ');
    return el('div', { class: 'possible' },
      el('p', {}, el('b', { dir: 'auto' }, each.full_name), ' ', el('span', { class: 'muted' }, about)),
      button(t('It is this person'), () => acts.confirm(each.name)));
  }

  // --- what to say --------------------------------------------------------------------------
  const speak = () => {
    talk.load();
    if ($('consent').open) readConsent();
  };

  async function readConsent() {
    const language = $('language').value;
    const text = await call('console.consent_text', { language }).catch(() => null);
    if (language !== $('language').value) return;
    $('consent-text').textContent = text?.statement_text || t('No text is published.');
    $('consent-name').textContent = text?.is_other_language ? t('not published in this language: translate while reading') : '';
  }

  $('language').addEventListener('change', () => {
    speak();
    acts.spoken($('language').value);
  });
  $('consent').addEventListener('toggle', () => $('consent').open && readConsent());
  for (const each of all('[data-put]')) each.addEventListener('click', () => acts.put($(each.dataset.put).textContent));

  return {
    show,
    clear() {
      opened = null;
      shown = '';
    },
    /** How the person is asked what they think of an answer. */
    question: () => found.question,
    /** The case whose outcome is told first. */
    firstToTell: () => found.cases.find((each) => each.to_tell !== null),
    /** Open cases that the conversation does not belong to yet. */
    openCases: () => found.cases.filter((each) => !each.is_linked),
  };
}

function line(each, acts) {
  return el('li', {},
    el('a', { href: each.address }, el('bdi', {}, each.name)), ' ',
    el('span', { class: `pill ${each.pill.tone}` }, each.pill.label),
    each.is_linked && el('span', { class: 'pill green' }, t('of this conversation')),
    el('span', { class: 'muted' }, [each.subject, each.due].filter(Boolean).join(' · ')),
    each.to_tell !== null && teller(each, acts),
    each.told?.satisfaction && el('span', { class: 'muted' }, t('Satisfaction: {0} of 5', each.told.satisfaction)),
    each.told?.may_reopen && wayBack(each, acts.reopened));
}

function teller(each, acts) {
  const button = el('button', { type: 'button', class: 'button', 'aria-keyshortcuts': 'o' }, t('Tell the outcome'));
  button.addEventListener('click', () => acts.tellOutcome(each));
  return button;
}
