/** Who calls: people known under the number, as three lines each. */
const version = new URL(import.meta.url).search;
const { t, $, all, el, call, data, debounce, language } = await import(`./core.js${version}`);

const PREFILLED = ['language', 'sex', 'age_group'];
const WORTH_ASKING = 8;

/** @param {{place: object, unknown: () => void, changed: () => void, doubted: (message: string) => void, reopened: (made: object) => void}} form */
export function caller(form) {
  const box = $('known');
  const hint = box.firstElementChild;
  let people = [];
  let shown = '';
  let wanted = '';
  let isPicked = false;
  let isRefused = false;

  /** What would not be stored cannot be typed: the particulars of a known caller, or of one who refuses. */
  const lock = () => {
    const isKnown = Boolean(checked());
    $('phone').disabled = isRefused;
    $('full_name').disabled = $('beneficiary_number').disabled = isRefused || isKnown;
    for (const radio of all('input[name=person]')) radio.disabled = isRefused;
  };

  const reopening = () => import(`./reopen.js${version}`);

  const look = debounce(async () => {
    const digits = $('phone').value.replace(/\D/g, '');
    if (digits === shown) return;
    shown = digits;
    if (digits.length < WORTH_ASKING) return forget();
    // While the server looks; who calls is shown whether it has come or not.
    reopening().catch(() => null);
    const found = await call('console.lookup_caller', { phone: $('phone').value }, true).catch(() => null);
    if (digits !== shown || !found) return;
    people = found;
    box.replaceChildren(...(people.length ? [...people.map(card), stranger()] : [hint]));
    const chosen = all('input[name=person]').find((radio) => wanted && radio.value === wanted);
    wanted = '';
    if (chosen) chosen.checked = true;
    lock();
    if (chosen && isPicked) choose(people.find((person) => person.name === chosen.value));
    else if (chosen) form.changed();
    isPicked = false;
  }, 250);

  /** What is no phone is asked again while the person is there; the server refuses to store it. */
  const askAgain = async () => {
    const phone = $('phone').value.trim();
    const doubt = phone && (await call('console.doubt_about_phone', { phone }, true).catch(() => ''));
    if (doubt && phone === $('phone').value.trim()) form.doubted(doubt);
  };

  const forget = () => {
    people = [];
    box.replaceChildren(hint);
  };

  const card = (person) => {
    const radio = el('input', { type: 'radio', name: 'person', value: person.name });
    const label = el('label', {}, radio, el('b', {}, person.full_name || t('Known caller, no name')));
    for (const line of facts(person)) label.append(el('span', { class: 'facts' }, ...line));
    radio.addEventListener('change', () => choose(person));
    const closed = person.cases.find((each) => each.may_reopen);
    if (!closed) return label;
    // Its place is kept, so that nothing moves under a finger when it comes.
    const place = el('div', { class: 'way-back' });
    reopening().then(({ wayBack }) => place.replaceWith(wayBack(closed, form.reopened)), () => place.remove());
    return el('div', {}, label, place);
  };

  const stranger = () => {
    const radio = el('input', { type: 'radio', name: 'person', value: '' });
    radio.addEventListener('change', () => choose(null));
    return el('label', {}, radio, el('span', {}, t('Somebody else with this phone')));
  };

  const choose = (person) => {
    $('full_name').value = person?.full_name || '';
    lock();
    if (person) prefill(person, form.place);
    else form.unknown();
    form.changed();
  };

  $('phone').addEventListener('input', look);
  $('phone').addEventListener('change', look);
  $('phone').addEventListener('change', askAgain);

  return {
    chosen: () => people.find((person) => person.name === checked()) || null,
    /** The person as the server takes it; nothing if recording was refused. */
    values: () => {
      const name = checked();
      if (name) return { name };
      const given = {};
      for (const id of ['phone', 'full_name', 'beneficiary_number']) given[id] = $(id).value.trim();
      return Object.values(given).some(Boolean) ? given : {};
    },
    /** Ask anew what is known of the number. */
    refresh: () => {
      wanted = checked();
      shown = '';
      look();
    },
    clear: () => {
      shown = '';
      forget();
      lock();
    },
    /** Whether the person does not want to be recorded. @param {boolean} refused */
    refuse: (refused) => {
      isRefused = refused;
      lock();
    },
    /** Choose a person as soon as the number has found them. @param {string} [name] */
    pick: (name) => {
      wanted = name || '';
      isPicked = true;
      look();
    },
    /** Look again for who was chosen in a call that goes on. @param {string} [name] */
    recall: (name) => {
      wanted = name || '';
      look();
    },
  };
}

const checked = () => all('input[name=person]').find((radio) => radio.checked)?.value || '';

/** Language, place and best hour; consent; the last cases. */
function facts(person) {
  const about = [reached(person), languageName(person.language), person.place, bestHour(person)].filter(Boolean);
  const last = person.cases[0];
  const consent = last ? t('Last consent: {0}', last.consent_label) : '';
  const cases = person.cases.flatMap((each, place) => [
    place ? ' · ' : '',
    el('a', { href: data.case + each.name, target: '_blank', tabindex: '-1' }, each.name),
    ` ${[each.category_label, each.state_label, day(each.received_on)].filter(Boolean).join(', ')}`,
  ]);
  return [[about.join(' · ')], [consent], cases].filter((line) => line.join('') || line.length > 1);
}

const reached = (person) => (person.contact_name ? t('reached through {0}', [person.contact_name, person.contact_relation].filter(Boolean).join(', ')) : '');
const languageName = (code) => all('#language option').find((each) => each.value === code)?.text || '';
const bestHour = (person) => (person.hours ? t('best time {0}', person.hours) : '');

function day(moment) {
  const date = new Date(String(moment).replace(' ', 'T'));
  return Number.isNaN(date.getTime()) ? '' : date.toLocaleDateString(language, { day: 'numeric', month: 'short' });
}

/** Take over what is known where the operator has not chosen anything yet. */
function prefill(person, place) {
  for (const id of PREFILLED) {
    const select = $(id);
    const untouched = !select.dataset.touched;
    if (person[id] && untouched) {
      select.value = person[id];
      select.dispatchEvent(new Event('change', { bubbles: true }));
      delete select.dataset.touched;
    }
  }
  if (person.location && !place.value()) place.set({ value: person.location, label: person.place || person.location });
}
