/** What happens with the case: answered now, referred, or only registered. */
const version = new URL(import.meta.url).search;
const [{ t, $, all, el, call, debounce }, { titleOf, factsOf }, { openImprovement }] = await Promise.all(
  ['core', 'answer_facts', 'improve'].map((name) => import(`./${name}.js${version}`)),
);

const placeFirst = () => t('Choose the place: the calendar then says when the next distribution is.');
/** The calendar says nothing to nowhere. */
const wordsOf = (answer) => (answer.needs_place ? '' : answer.answer_text);

/**
 * @param {{consent: object, place: object, category: () => string, duplicateOf: () => string, isUnreached: () => boolean,
 *   isAsked: () => boolean, changed: () => void}} form
 */
export function outcome(form) {
  let info = null;
  let answers = [];
  let wantedArea = '';
  /** What was filled in last and not changed since: it may be replaced. */
  let filled = '';
  /** The same of the summary for a receiver, and what it was made of. */
  let summary = '';
  let summaryOf = '';

  const chosen = () => all('input[name=outcome]').find((radio) => radio.checked)?.value || 'register';

  function show() {
    for (const part of all('[data-outcome]')) part.hidden = part.dataset.outcome !== chosen();
    if (form.consent.isRefused()) $('stays').hidden = true;
    if (chosen() === 'answer') proposeAnswer();
    if (chosen() === 'refer') proposeSummary();
    // What becomes of a linked case is decided where it is linked to.
    for (const control of all('input, select, textarea', $('outcome'))) control.disabled = Boolean(form.duplicateOf());
    $('next-step').textContent = next();
    $('next-step').classList.toggle('doubt', !info?.restricted && !form.duplicateOf() && chosen() === 'refer' && !mayShare());
  }

  /** One sentence about what saving will do. */
  function next() {
    if (form.isUnreached()) return t('No connection: what you typed is kept here. Save it when the connection is back.');
    if (info?.restricted) return t('Saved and handed to the people entrusted with it.');
    if (form.duplicateOf()) return t('Saved and linked to {0}.', form.duplicateOf());
    const receiver = $('receiver').textContent;
    if (chosen() === 'refer') {
      if (form.consent.isRefused()) return t('Nothing is recorded of the person: this cannot be referred.');
      if (!mayShare()) return t('The person has not agreed to sharing: this referral will be refused.');
      return $('receiver').dataset.user ? t('Saved and sent to {0}.', receiver) : t('Choose an area that has a receiver.');
    }
    if (chosen() === 'answer') {
      return $('close_now').checked ? t('Saved as answered and closed.') : t('Saved as answered.');
    }
    if (form.consent.isRefused()) return t('Only counted: nothing of the person or their words is stored.');
    return t('Saved for the office.');
  }

  const mayShare = () => form.consent.decision('Share inside') === 'Granted';

  async function findReceiver() {
    const area = $('functional_area').value;
    // What the category means says already who receives it in its area.
    const isProposed = area && area === info?.functional_area;
    const found = isProposed ? info : area
      ? await call('console.receiver', { functional_area: area, location: form.place.value() }).catch((error) => error)
      : null;
    if (area !== $('functional_area').value) return;
    const isUnknown = found?.status === 0;
    $('receiver').textContent = found?.focal_point_name || (isUnknown ? '–' : t('nobody yet: choose another area'));
    $('receiver').dataset.user = found?.focal_point || '';
    show();
  }

  function offer(list) {
    answers = list;
    const options = list.map((each) => el('option', { value: each.name }, titleOf(each)));
    const chosenBefore = $('answers').value;
    $('answers').replaceChildren(el('option', { value: '' }, list.length ? t('choose…') : t('none fits')), ...options);
    if (list.some((each) => each.name === chosenBefore)) $('answers').value = chosenBefore;
    tellBeside();
  }

  const answerChosen = () => answers.find((each) => each.name === $('answers').value);
  const words = () => $('information_given');
  const isUntouched = () => !words().value.trim() || words().value === filled;

  /** What is to be known beside the words: never part of what is said or stored. */
  function tellBeside() {
    const { instruction = '', own_text: own = '', needs_place: isOpen } = answerChosen() || {};
    const notes = [isOpen && placeFirst(), instruction].filter(Boolean);
    $('instruction-text').textContent = notes.join('\n');
    $('instruction').hidden = !notes.length;
    $('own-text').textContent = own;
    $('own-words').hidden = !own;
    const chosenOne = answerChosen();
    $('answer-facts').hidden = !chosenOne;
    $('answer-facts').firstElementChild.textContent = chosenOne ? factsOf(chosenOne) : '';
  }

  function fillIn(answer) {
    filled = isUntouched() ? wordsOf(answer) : `${words().value.trim()}\n${wordsOf(answer)}`.trim();
    words().value = filled;
  }

  /** What the calendar says is the answer unless something else is chosen or written; it follows the place. */
  function proposeAnswer() {
    if (chosen() !== 'answer' || !isUntouched()) return;
    const current = answerChosen();
    const proposed = current || answers.find((each) => each.reads_calendar && !each.needs_place && !each.expired_on);
    if (!proposed) return;
    $('answers').value = proposed.name;
    filled = words().value = wordsOf(proposed);
    tellBeside();
  }

  /** The summary that the page of the case would propose; it follows what was said until somebody changes it. */
  async function proposeSummary() {
    const box = $('shared_summary');
    const names = ['full_name', 'concerned_name'].map((id) => $(id)?.value.trim()).filter(Boolean).join(' ');
    const given = { category: form.category(), description: $('description').value.trim(), names };
    const of = JSON.stringify(given);
    const isOpen = () => chosen() === 'refer' && !info?.restricted && (!box.value.trim() || box.value === summary);
    if (!given.category || of === summaryOf || !isOpen()) return;
    summaryOf = of;
    const found = await call('console.referral_summary', given, true).catch(() => null);
    if (found === null) summaryOf = '';
    if (!found || of !== summaryOf || !isOpen()) return;
    summary = box.value = found;
    if (document.activeElement === box) box.select();
    form.changed();
  }

  const search = debounce(async () => {
    const text = $('answer_search').value.trim();
    const values = { text, category: form.category(), language: $('language').value, location: form.place.value() };
    const found = await call('loop.find_answers', values, true).catch(() => null);
    if (!found || text !== $('answer_search').value.trim()) return;
    offer(found);
  }, 250);

  function take() {
    const answer = answerChosen();
    if (answer) fillIn(answer);
    tellBeside();
    form.changed();
  }

  for (const radio of all('input[name=outcome]')) radio.addEventListener('change', show);
  $('close_now').addEventListener('change', show);
  $('functional_area').addEventListener('change', ({ target }) => {
    // What the category proposes comes later where there is no line.
    if (!info) wantedArea = target.value;
    findReceiver();
  });
  $('answers').addEventListener('change', take);
  $('unhelpful').addEventListener('click', () => openImprovement(answerChosen()));
  // What is proposed and was not touched gives way to whoever types.
  $('shared_summary').addEventListener('focus', ({ target }) => target.value === summary && target.select());
  $('description').addEventListener('change', () => chosen() === 'refer' && proposeSummary());
  $('answer_search').addEventListener('input', search);

  return {
    show,
    findReceiver,
    /** The area that was chosen in a call that goes on: the category proposes another one. */
    recall: (area) => {
      wantedArea = area || '';
    },
    /** Take over what the category proposes. */
    propose(found) {
      info = found;
      offer(found?.answers || []);
      if (!found) filled = summary = summaryOf = '';
      if (found?.functional_area) $('functional_area').value = found.functional_area;
      if (found && wantedArea && wantedArea !== found.functional_area) {
        $('functional_area').value = wantedArea;
        findReceiver();
      }
      if (found) wantedArea = '';
      $('receiver').textContent = found?.focal_point_name || '–';
      $('receiver').dataset.user = found?.focal_point || '';
      show();
    },
    /** `outcome` and `referral` as the server takes them. */
    values() {
      if (info?.restricted || form.duplicateOf()) return { outcome: 'register' };
      if (chosen() === 'answer') return { outcome: $('close_now').checked ? 'close' : 'answer', standard_answer: $('answers').value };
      if (chosen() !== 'refer') return { outcome: 'register' };
      const referral = {
        functional_area: $('functional_area').value,
        focal_point: $('receiver').dataset.user,
        reason: $('reason').value.trim(),
        shared_summary: $('shared_summary').value.trim(),
      };
      return { outcome: 'refer', referral };
    },
    faults() {
      if (info?.restricted || form.duplicateOf()) return {};
      if (chosen() === 'answer' && !$('information_given').value.trim()) {
        return { information_given: t('Write down the answer you gave.') };
      }
      // Who receives it, and what they may see, is proposed by the server.
      if (chosen() !== 'refer' || form.isUnreached() || form.isAsked()) return {};
      const faults = {};
      if (!$('receiver').dataset.user) faults.functional_area = t('Choose an area that has a receiver.');
      if (!$('shared_summary').value.trim()) faults.shared_summary = t('Write what the receiver may see.');
      return faults;
    },
  };
}
