/** Beside the thread: who it may be, their cases, and what to say in their language. */
const version = new URL(import.meta.url).search;
const [{ t, $, all, el, call, data }, { scripts }] = await Promise.all(['core', 'script'].map((name) => import(`./${name}.js${version}`)));

/** @param {{confirm: (person: string) => void, spoken: (language: string) => void, put: (words: string) => void}} acts */
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
    const now = JSON.stringify([thread.name, thread.person, thread.cases]);
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
    $('person').replaceChildren(...(found.person ? known(found.person) : unknown()));
    $('cases').replaceChildren(...(found.cases.length ? found.cases.map(line) : [el('li', { class: 'muted' }, t('No open case.'))]));
  }

  const button = (text, task) => {
    const made = el('button', { type: 'button', class: 'button' }, text);
    made.addEventListener('click', task);
    return made;
  };

  const number = () => {
    if (!opened.number) return null;
    const text = el('bdi', { dir: 'ltr' }, opened.number);
    // A mail program would answer past the office.
    return el('p', {}, opened.number.includes('@') ? text : el('a', { href: `tel:${opened.number}` }, text));
  };

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
    /** Open cases that the conversation does not belong to yet. */
    openCases: () => found.cases.filter((each) => !each.is_linked),
  };
}

function line(each) {
  return el('li', {},
    el('a', { href: each.address }, el('bdi', {}, each.name)), ' ',
    el('span', { class: `pill ${each.pill.tone}` }, each.pill.label),
    each.is_linked && el('span', { class: 'pill green' }, t('of this conversation')),
    el('span', { class: 'muted' }, [each.subject, each.due].filter(Boolean).join(' · ')));
}
