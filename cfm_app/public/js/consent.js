/** Consent: one question after the other, nothing preset, the text in the caller's language. */
const version = new URL(import.meta.url).search;
const { t, $, all, call, announce } = await import(`./core.js${version}`);

const GIVERS = { Self: 'Self', 'On behalf': 'Proxy', Caregiver: 'Caregiver', Community: 'Proxy' };
const RECORD = 'Record';
const CALL_BACK = 'Call back';
const PARTNER = 'Share with partner';
// Nothing is read out to whoever consents so.
const WITHOUT_READER = ['Written', 'Message'];
const MINORS = ['0-12', '13-17'];

/** @param {() => void} changed */
export function consent(changed) {
  const groups = all('.purpose');
  const askLater = $('ask_later');
  const readLabel = $('statement-read-label').textContent;
  let statement = null;
  // What the person answered in the public form, with the text before their eyes.
  let written = null;

  for (const [place, group] of groups.entries()) {
    group.addEventListener('keydown', (event) => answerByLetter(event, group, groups[place + 1]));
    group.addEventListener('change', () => {
      notes();
      changed();
    });
  }
  $('consent_partner').addEventListener('keydown', refuseLetter);
  $('consent_partner').addEventListener('change', () => hintAtPartner(false));
  $('consent_partner').addEventListener('blur', () => hintAtPartner(false));
  $('statement_read').addEventListener('keydown', (event) => {
    const place = letterOf(event, groups[0]);
    if (place < 0) return;
    event.preventDefault();
    $('statement_read').checked = place === 0;
    $('statement_read').dispatchEvent(new Event('change', { bubbles: true }));
    all('input', groups[0])[0].focus();
  });
  $('speaker_relation').addEventListener('change', () => {
    $('giver').value = GIVERS[$('speaker_relation').value] || 'Self';
    notes();
  });
  for (const id of ['giver', 'method', 'age_group', 'legal_basis']) $(id)?.addEventListener('change', notes);
  askLater?.addEventListener('change', () => {
    // It settles who agrees as well: what was wrong there is mended.
    $('giver').dispatchEvent(new Event('change', { bubbles: true }));
    changed();
  });

  const answer = (purpose) => {
    const group = groups.find((each) => each.dataset.purpose === purpose);
    return all('input', group).find((radio) => radio.checked)?.value || '';
  };
  const decision = (purpose) => (isLeftOpen() ? '' : answer(purpose));

  function notes() {
    holdToRefusal();
    $('statement-read-label').textContent = readingSaid();
    const note = sentence(answer(RECORD));
    $('consent-note').textContent = note;
    $('consent-note').hidden = !note;
    if (askLater) askLater.closest('.check').hidden = !isChildAlone() || answer(RECORD) === 'Refused';
    $('giver_relation').closest('.field').hidden = $('giver').value === 'Self';
    $('assent_of_minor').closest('.field').hidden = !isMinor();
    if ($('legal_basis')) {
      $('legal_basis').closest('.field').hidden = !isMinor();
      $('basis_reason').closest('.field').hidden = isAskedFor();
    }
    $('preferred_hours').closest('.field').hidden = decision(CALL_BACK) !== 'Granted';
    // Without a decision there is no consent to which this could belong.
    const isAsked = groups.some((group) => answer(group.dataset.purpose));
    for (const control of all('input, select', $('giver-row'))) control.disabled = !isAsked;
  }

  /** What the tick says is true of how the person consents. */
  function readingSaid() {
    if (written) return t('The person has read the text in the form');
    return isReadOut() ? readLabel : t('The person has read the text, or their own writing says what they agree to');
  }

  /** Who is not recorded is not called back nor named elsewhere: the other questions are answered. */
  function holdToRefusal() {
    const isRefused = answer(RECORD) === 'Refused';
    for (const group of groups.slice(1)) {
      for (const control of all('input, select', group)) {
        if (isRefused && control.value === 'Refused' && control.type === 'radio') control.checked = true;
        control.disabled = isRefused;
      }
    }
  }

  async function load() {
    const language = $('language').value;
    const found = await call('console.consent_text', { language }).catch(() => null);
    if (language !== $('language').value) return;
    statement = found;
    $('statement_read').disabled = !found && !written;
    $('statement-text').textContent = found?.statement_text || t('No text is published.');
    $('statement-text').dir = found?.right_to_left ? 'rtl' : 'auto';
    $('statement-own').hidden = !found?.own_text;
    $('statement-own').lastElementChild.textContent = found?.own_text || '';
    for (const group of groups) askInWords(group, found?.questions?.[group.dataset.purpose]);
    $('statement-name').textContent = found?.is_other_language
      ? t('not published in this language: translate while reading')
      : '';
  }

  return {
    decision,
    load,
    notes,
    /** What the person has answered in writing; null where nobody has. @param {object | null} answers */
    given(answers) {
      written = answers;
      for (const { purpose, decision: said } of written?.purposes || []) {
        const group = groups.find((each) => each.dataset.purpose === purpose);
        for (const radio of group ? all('input[type=radio]', group) : []) radio.checked = radio.value === said;
      }
      if (written) {
        $('statement_read').checked = true;
        $('method').value = written.method;
      }
      notes();
      changed();
    },
    /** When the person is best called, where a call is promised. */
    bestHour: () => (decision(CALL_BACK) === 'Granted' && $('preferred_hours').value ? { preferred_hours: $('preferred_hours').value } : {}),
    isRefused: () => decision(RECORD) === 'Refused',
    /** First the text that is read, open; then the questions. */
    begin() {
      if ($('statement_read').checked || $('statement_read').disabled) return all('input', groups[0])[0].focus();
      $('statement').open = true;
      return $('statement_read').focus();
    },
    /** What was answered; an unanswered question is no decision. */
    values: () => {
      const purposes = groups
        .map((group) => ({ purpose: group.dataset.purpose, decision: decision(group.dataset.purpose) }))
        .map((row) => (row.purpose === PARTNER ? { ...row, partner: $('consent_partner').value } : row))
        .filter((row) => row.decision);
      if (!purposes.length) return {};
      return {
        purposes,
        giver: $('giver').value,
        giver_relation: $('giver').value === 'Self' ? null : $('giver_relation').value.trim(),
        assent_of_minor: isMinor() ? $('assent_of_minor').value : null,
        legal_basis: isMinor() ? basis() : null,
        basis_reason: isAskedFor() ? null : $('basis_reason').value.trim(),
        method: $('method').value,
        language: $('language').value,
        statement: $('statement_read').checked ? written?.statement || statement?.name : null,
        interpreter_used: $('interpreter_used').checked ? 1 : 0,
      };
    },
    /** Faults by field. */
    faults: () => ({ ...faultOfReading(), ...faultOfBasis(), ...faultOfPartner(), ...(isGranted() ? faultsOfGiver() : {}) }),
  };

  function isGranted() {
    return groups.some((each) => decision(each.dataset.purpose) === 'Granted');
  }

  function faultOfReading() {
    if (!isAskedFor() || !isGranted() || $('statement_read').checked) return {};
    if (!isReadOut()) return { statement_read: t('What was not read cannot be agreed to: tick here if the person has read the text, or writes what they agree to.') };
    return { statement_read: t('What was not read cannot be agreed to: read the text to the person, then tick here.') };
  }

  function faultOfBasis() {
    const isAnswered = groups.some((each) => decision(each.dataset.purpose));
    if (isAskedFor() || !isAnswered || $('basis_reason').value.trim()) return {};
    return { basis_reason: t('Write why this does not rest on consent.') };
  }

  function faultOfPartner() {
    const { field } = groups.find((each) => each.dataset.purpose === PARTNER).dataset;
    const isNamed = Boolean($('consent_partner').value);
    if (decision(PARTNER) === 'Granted' && !isNamed) return { [field]: t('Name the partner with whom the case may be shared.') };
    if (isNamed && !decision(PARTNER)) return { [field]: t('Ask whether the case may be shared with this partner.') };
    return {};
  }
}

/** The question as it is asked, below the one that the operator reads. */
function askInWords(group, words) {
  const place = group.querySelector('.in-words');
  place.textContent = words || '';
  place.hidden = !words;
}

const isReadOut = () => !WITHOUT_READER.includes($('method').value);

const isMinor = () => MINORS.includes($('age_group').value);

/** On what the consent rests; only those who may choose something else are asked. */
const basis = () => $('legal_basis')?.value || 'Consent';

/** Whether it rests on what the person says. */
const isAskedFor = () => !isMinor() || basis() === 'Consent';

/** Whether a child would agree alone, which the server refuses. */
const isChildAlone = () => isMinor() && isAskedFor() && $('giver').value === 'Self';

/** Whether the case is saved without a child's answers, so that whoever agrees for the child is asked later. */
const isLeftOpen = () => Boolean($('ask_later')?.checked) && isChildAlone();

/** Who may agree for whom, as the server sees it. */
function faultsOfGiver() {
  const isOwn = $('giver').value === 'Self';
  if (!isOwn && !$('giver_relation').value.trim()) {
    return { giver_relation: t('Write how the giver of the consent is related to the person.') };
  }
  if (!isMinor()) return {};
  if (isChildAlone()) {
    return { giver: t('A child does not agree alone: record the parent, guardian or caregiver as the giver, or leave the answers open and ask them later. If asking them would put the child in danger, a manager or the focal point chooses another legal basis.') };
  }
  if (!isOwn && !$('assent_of_minor').value) {
    return { assent_of_minor: t('Ask the child, too, and record what he or she says.') };
  }
  return {};
}

/** What the questions need that are asked of this person. @param {string} record whether they want to be recorded */
function sentence(record) {
  if (record === 'Refused') {
    return t('The person does not want to be recorded: name, phone and words are not stored, and nobody calls back. Answer what you can.');
  }
  if (!isChildAlone()) return '';
  return $('ask_later')
    ? t('A child does not agree alone: choose under “Given by” who agrees, and ask the child too. In danger, or if nobody can be asked now: leave the answers open and save at once.')
    : t('A child does not agree alone: choose under “Given by” who agrees, and ask the child too.');
}

/** "o" and "n" answer a question and go to the next, as the words for yes and no begin; then on to who agreed. */
function answerByLetter(event, group, next) {
  const radios = all('input[type=radio]', group);
  const place = letterOf(event, group);
  if (place < 0) return;
  event.preventDefault();
  radios[place].checked = true;
  radios[place].dispatchEvent(new Event('change', { bubbles: true }));
  const partner = group.querySelector('select');
  if (place === 0 && partner && !partner.value) partner.focus();
  else (next?.querySelector('input:not(:disabled)') ?? $('giver')).focus();
}

/** In the list of partners the letters of yes and no choose nobody: they are meant for a question. */
function refuseLetter(event) {
  if (placeOf(event, event.target.closest('.purpose')) < 0) return;
  event.preventDefault();
  hintAtPartner(true);
}

function hintAtPartner(isNeeded) {
  $('partner-hint').hidden = !isNeeded;
  if (isNeeded) announce($('partner-hint').textContent);
}

/** Which of the answers of a question a key means: 0 yes, 1 no, -1 none. */
function letterOf(event, group) {
  return event.target.tagName === 'SELECT' ? -1 : placeOf(event, group);
}

function placeOf(event, group) {
  if (event.ctrlKey || event.altKey || event.metaKey) return -1;
  const letters = all('input[type=radio]', group).map((radio) => radio.nextElementSibling.textContent.trim()[0].toLowerCase());
  return letters.indexOf(event.key.toLowerCase());
}
