/** Somebody who calls for another person: who calls and whom it concerns are two people. */
const version = new URL(import.meta.url).search;
const { t, $, all } = await import(`./core.js${version}`);

const SPEAKERS = ['On behalf', 'Caregiver'];

/** @param {{chosen: () => object | null}} caller */
export function otherPerson(caller) {
  const label = all('label[for=full_name]')[0];
  const own = label.textContent;
  const isOn = () => SPEAKERS.includes($('speaker_relation').value);

  function show() {
    for (const part of all('[data-other-person]')) part.hidden = !isOn();
    label.textContent = isOn() ? t('Name of who calls (optional)') : own;
  }

  $('speaker_relation').addEventListener('change', show);
  $('caller_relation').addEventListener('input', () => {
    // Who calls is most often who agrees for the person, too.
    if (!$('giver_relation').dataset.touched) $('giver_relation').value = $('caller_relation').value;
  });

  return {
    show,
    /**
     * The person concerned, with whom they are reached through. A known person without another name beside is
     * the one it concerns: the same relative has called for them before.
     * @param {Object<string, string>} given who calls
     */
    person(given) {
      const name = $('concerned_name').value.trim();
      const known = caller.chosen();
      if (!isOn() || (known && !name)) return given;
      const calls = known?.full_name || given.full_name || '';
      const relation = $('caller_relation').value.trim();
      const concerned = { phone: $('phone').value.trim(), full_name: name, contact_name: calls, contact_relation: calls || name ? relation : '' };
      return Object.fromEntries(Object.entries(concerned).filter(([, value]) => value));
    },
  };
}
