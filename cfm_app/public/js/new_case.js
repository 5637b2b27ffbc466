/** The form of a new case: puts the parts together, saves, and starts over. */
const version = new URL(import.meta.url).search;
const load = (name) => import(`./${name}.js${version}`);
const [core, { ownFaults, ownValues, showRules, withoutNotAsked }, { typeahead }, { caller }, { advice, withoutNotNeeded }, { consent }, { outcome }, draft, { showReopened, showResult }, { scripts }, { similarCases }, { placeDetails }, { otherPerson }, { faultsOf }, { saving }, { usualLanguage }, { channels }, { lookAgain }, { caseSource }, store, { showUnreached }, { connection }, { findCategory }] =
  await Promise.all(
    ['core', 'own', 'typeahead', 'caller', 'advice', 'consent', 'outcome', 'draft', 'result', 'script', 'similar_cases', 'place_details', 'other_person', 'faults', 'saving', 'usual_language', 'channels', 'bell', 'case_source', 'store', 'unreached', 'connection', 'category_search'].map(load),
  );
const { t, $, all, el, announce, call, data, debounce, newKey } = core;

const form = $('case');
const marks = faultsOf(form);
const CASE_FIELDS = ['language', 'speaker_relation', 'sex', 'age_group', 'disability', 'population_group', 'description'];
// What the server calls the refusal of a text that is no phone.
const NO_PHONE = 'InvalidPhoneNumberError';
// One call: its draft has this name, and the server stores it once.
let callId = newKey();
let isBegun = false;

const changed = debounce(() => draftNow(), 300);
const consentForm = consent(() => {
  refuse(consentForm.isRefused());
  outcomeForm.show();
});
const categoryAdvice = advice((info) => {
  outcomeForm.propose(info);
  similar.look();
  suspect?.then(({ show }) => show());
  if (info?.restricted) talk.show('Sensitive case');
  draftNow();
});
const place = typeahead($('location'), (text) => call('console.find_places', { text }), () => {
  ask();
  if ($('functional_area').value) outcomeForm.findReceiver();
}, { wait: 150, keep: (text) => toldAs.keep(text) });
const toldAs = placeDetails();
const category = typeahead($('category'), findCategory, () => ask(), { spare: describe, doubted: doubt, next: $('description') });
const outcomeForm = outcome({ consent: consentForm, place, category: () => category.value(), duplicateOf: () => similar.value(), isUnreached: () => isUnreached(), isAsked: () => Boolean(categoryAdvice.underWay()), changed });
const person = caller({ place, unknown, changed: () => (similar.look(), changed()), doubted: (message) => marks.doubt('phone', message), reopened });
const otherForm = otherPerson(person);
const talk = scripts();
const usual = usualLanguage();
const source = caseSource();
// What features ask besides: most offices and days have nothing to choose from.
const parts = (await Promise.all(all('[data-part]').map(({ dataset }) => load(dataset.part)))).map(({ part }) => part());
const similar = similarCases({
  category: () => category.value(),
  place: () => place.value(),
  person: () => person.chosen(),
  isRestricted: () => isRestricted(),
  chosen: () => outcomeForm.show(),
});

// Looked at once there are words: a form that opens does not wait for it.
// Away from the office such a case is clarified when it comes in.
let suspect = null;
const lookAtWords = async () => {
  if (data.on_device) return;
  if (!suspect && !$('description').value.trim()) return;
  suspect ||= load('suspect_words').then(({ suspectWords }) => suspectWords({ isRestricted: () => isRestricted() }));
  (await suspect.catch(() => (suspect = null)))?.look();
};
$('description').addEventListener('input', lookAtWords);

const offers = draft.offers({ current: () => callId, take: goOnWith });

// A device has all it needs with it.
const isUnreached = () => !data.on_device && (!navigator.onLine || categoryAdvice.isUnreached());
const isRestricted = () => Boolean(categoryAdvice.info()?.restricted) || source.isRestricted();
const lookAtRules = () => showRules({ ...asTyped(), __islocal: 1 });
const ask = async () => {
  lookAtRules();
  await categoryAdvice.ask(category.value(), { channel: channel.value(), location: place.value(), language: $('language').value });
  outcomeForm.show();
  if (categoryAdvice.isUnreached()) line.lost();
};
const line = data.on_device ? { lost() {} } : connection({
  changed: () => outcomeForm.show(),
  back() {
    consentForm.load();
    talk.load();
    ask();
  },
});
const channel = channels(ask, (kind) => {
  talk.limit(kind);
  consentForm.notes();
});

/** Somebody else than the person who is known: what that one speaks says nothing of them. */
function unknown() {
  const select = $('language');
  if (select.dataset.touched) return;
  usual.begin();
  select.dispatchEvent(new Event('change', { bubbles: true }));
  delete select.dataset.touched;
}

/** A word that leads to no category stays, so that another one can be tried. */
function doubt(text) {
  marks.doubt('category', t('“{0}” leads to no category: choose one from the list, or type another word.', text));
}

/** What was said and typed into the field of the category belongs to what was said. */
function describe(text) {
  const said = $('description');
  said.value = [said.value.trim(), text].filter(Boolean).join('\n');
  said.dispatchEvent(new Event('input', { bubbles: true }));
  announce(t('Moved to what was said'));
}

function draftNow() {
  if (!isBegun) return;
  const info = categoryAdvice.info();
  const kind = isRestricted() ? 'restricted' : info ? 'open' : 'unknown';
  draft.keep(callId, form, kind, {
    category: category.choice(),
    place: place.choice(),
    person: person.chosen()?.name,
    duplicateOf: similar.value(),
    area: $('functional_area').value,
    conversation: source.named(),
  });
  $('draft-note').textContent = kind === 'restricted' ? t('Sensitive: nothing is kept on this computer') : t('Draft kept until it is saved');
}

const OF_PERSON = ['description', 'place_details', 'concerned_name', 'caller_relation', 'sex', 'age_group', 'disability', 'population_group'];

/** What is not stored of whoever refuses to be recorded is not asked either. */
function refuse(isRefused) {
  person.refuse(isRefused);
  for (const id of OF_PERSON) $(id).disabled = isRefused;
  for (const control of all('#own :is(input, select, textarea)')) control.disabled = isRefused;
}

/** Go on with a call that was not saved; what is in the form stays a draft of its own. */
async function goOnWith(found) {
  if (isBegun) draftNow();
  emptied();
  source.resume(found.choices.conversation);
  callId = found.id;
  isBegun = true;
  draft.fill(form, found);
  channel.show();
  const { choices } = found;
  if (choices.place) place.set(choices.place);
  if (choices.category) category.set(choices.category);
  lookAtWords();
  toldAs.show();
  otherForm.show();
  similar.recall(choices.duplicateOf);
  if ($('phone').value) person.recall(choices.person);
  outcomeForm.recall(choices.area);
  refuse(consentForm.isRefused());
  outcomeForm.show();
  consentForm.notes();
  lookAtRules();
  $('phone').focus();
  await Promise.all([consentForm.load(), talk.load()]);
}

export { goOnWith as goOn };

/** The fields of the case as they stand in the form. */
function asTyped() {
  return {
    ...Object.fromEntries(CASE_FIELDS.map((id) => [id, $(id).value.trim()])),
    ...ownValues(),
    ...Object.assign({}, ...parts.map((each) => each.values())),
    channel: channel.value(),
    category: category.value(),
    location: place.value(),
    place_details: toldAs.value(),
    sensitivity_reason: $('suspect').hidden ? '' : $('sensitivity_reason').value.trim(),
    interpreter_used: $('interpreter_used').checked ? 1 : 0,
  };
}

// --- saving -----------------------------------------------------------------------------------
function values() {
  const only = categoryAdvice.info()?.restricted ? withoutNotNeeded : (each) => each;
  const closing = outcomeForm.values();
  const answered = ['answer', 'close'].includes(closing.outcome);
  return {
    case: {
      ...withoutNotAsked(only(asTyped())),
      duplicate_of: similar.value(),
      information_given: answered ? $('information_given').value.trim() : '',
      satisfaction: answered ? $('satisfaction').value : '',
    },
    person: consentForm.isRefused() ? {} : only({ ...otherForm.person(person.values()), ...consentForm.bestHour() }),
    consent: consentForm.values(),
    referral: {},
    ...closing,
    propose_place: toldAs.isProposed() && !categoryAdvice.info()?.restricted ? 1 : 0,
    request_id: callId,
  };
}

function faults() {
  const found = {};
  if (!category.value()) found.category = t('Choose what it is about.');
  if (consentForm.isRefused()) return { ...found, ...outcomeForm.faults() };
  if (!$('description').value.trim()) found.description = t('Write what was said.');
  return { ...ownFaults(values().case), ...found, ...consentForm.faults(), ...outcomeForm.faults() };
}

const save = saving({ marks, faults, send, refused: showRefusal });

async function send() {
  await categoryAdvice.underWay();
  // Without a line nobody knew what the category means, nor who would receive it.
  if (!categoryAdvice.info()) await ask();
  const wrong = faults();
  if (Object.keys(wrong).length) return marks.show(wrong);
  const sent = values();
  draftNow();
  // A draft that is kept while the case is stored would outlive it.
  changed.cancel();
  const receiver = $('receiver').textContent;
  const made = await call(...source.request(sent), true);
  startOver();
  showResult(made, { outcome: sent.outcome, receiver });
  lookAgain();
  leaveConversation(made);
}

/** The next caller is on the line. @param {object} [made] what was stored, if anything was */
function leaveConversation(made) {
  if (!source.named()) return;
  source.end(made);
  channel.chooseUsual();
}

/** Begin with what somebody wrote; a form that was left half-way goes on. */
async function takeUp() {
  const name = source.named();
  if (!name) return;
  const found = await source.fetch();
  const kept = draft.ofConversation(name);
  if (kept && !found.restricted) {
    await goOnWith(kept);
    return;
  }
  isBegun = true;
  channel.choose(found.channel);
  if (found.language) $('language').value = found.language;
  $('description').value = found.description;
  $('phone').value = found.phone || '';
  toldAs.begin(found.place);
  fillIn(found.fields);
  consentForm.given(found.consent);
  person.pick(found.person);
  draftNow();
  $('category').focus();
}

/** What the person has answered in the public form. @param {Object<string, any>} fields of the case */
function fillIn(fields) {
  for (const [name, value] of Object.entries(fields)) {
    const control = $(name);
    if (!control) continue;
    if (control.type === 'checkbox') control.checked = Boolean(value);
    else control.value = value;
    control.dispatchEvent(new Event('change', { bubbles: true }));
  }
}

function showRefusal(error) {
  if (error.kind === NO_PHONE) return marks.show({ phone: error.message });
  const kept = t('Nothing is lost: everything you typed is still here.');
  const box = $('errors');
  if (error.status === 0) {
    const advised = t('Press save again as soon as the connection is back; the case is stored only once.');
    showUnreached(box, error.message, `${advised} ${kept}`, { label: t('Save now'), send: save });
  } else {
    box.replaceChildren(el('p', { class: 'strong' }, error.message), el('p', {}, kept));
    if ($('next-step').classList.contains('doubt')) box.append(wayToConsent());
    box.hidden = false;
  }
  box.focus();
  box.scrollIntoView({ block: 'center' });
}

function wayToConsent() {
  const link = el('a', { href: '#consent' }, t('Go to the consent'));
  link.addEventListener('click', (event) => {
    event.preventDefault();
    consentForm.begin();
  });
  return el('p', {}, link);
}

/** The call was about a case that is open again: nothing is left to save, unless more was told. */
function reopened(made) {
  const isAllTold = !category.value() && !$('description').value.trim();
  if (isAllTold) startOver();
  else person.refresh();
  showReopened(made, isAllTold);
}

/** Be ready for the next caller. */
function startOver() {
  draft.drop(callId);
  emptied();
  callId = newKey();
  offers.show();
  talk.show('Greeting');
  $('phone').focus();
  scrollTo(0, 0);
}

/** Empty the form; the channel of the line stays, and the language that the user chose. */
function emptied() {
  const kept = channel.value();
  const keepParts = parts.map((each) => each.keep());
  usual.keep();
  isBegun = false;
  form.reset();
  usual.begin();
  for (const field of all('[data-touched]', form)) delete field.dataset.touched;
  channel.choose(kept);
  for (const keep of keepParts) keep();
  place.clear();
  toldAs.show();
  otherForm.show();
  category.clear();
  refuse(false);
  person.clear();
  similar.clear();
  marks.show({});
  lookAtWords();
  categoryAdvice.ask('', {});
  outcomeForm.propose(null);
  consentForm.given(null);
  $('draft-note').textContent = '';
  $('statement').open = false;
  lookAtRules();
}

// --- hearing ----------------------------------------------------------------------------------
form.addEventListener('submit', (event) => {
  event.preventDefault();
  save();
});
// Answers given by key and choices from a list come as a change alone.
for (const kind of ['input', 'change']) form.addEventListener(kind, heard);

function heard(event) {
  event.target.dataset.touched = '1';
  isBegun = true;
  offers.quiet();
  $('result').hidden = true;
  const field = event.target.closest('.invalid');
  if (field) marks.mend(field);
  lookAtRules();
  changed();
}

form.addEventListener('keydown', (event) => {
  // Enter in a field must not send a half-filled form: only the button and Ctrl+Enter save.
  if (event.key === 'Enter' && event.target.tagName === 'INPUT' && !event.ctrlKey && !event.metaKey) event.preventDefault();
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    save();
  } else if (event.altKey && event.code === 'KeyC') {
    event.preventDefault();
    $('category').focus();
  } else if (event.altKey && event.code === 'KeyK') {
    event.preventDefault();
    consentForm.begin();
  } else if (event.altKey && event.code === 'KeyJ') {
    event.preventDefault();
    similar.go();
  }
});
addEventListener('beforeunload', (event) => {
  // What is kept nowhere else must not vanish by a wrong click.
  if (isBegun && isRestricted() && !store.isGivenUp()) event.preventDefault();
});
$('clear').addEventListener('click', () => {
  if (!confirm(t('Clear everything you typed?'))) return;
  startOver();
  leaveConversation();
});
$('language').addEventListener('change', () => {
  consentForm.load();
  talk.load();
  ask();
});
$('consent').addEventListener('focusin', () => categoryAdvice.info()?.restricted || talk.show('Consent'));

// What waits to be kept must not be lost with the page.
addEventListener('pagehide', draftNow);
store.askAtLogOut(() => {
  draftNow();
  return Number(isBegun && isRestricted());
});
outcomeForm.show();
consentForm.notes();
lookAtRules();
await takeUp().catch(showRefusal);
await Promise.all([consentForm.load(), talk.load(), offers.begin()]);
document.body.dataset.ready = '1';
