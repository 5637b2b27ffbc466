/** After saving: the number to tell the person, and what happens next. */
const version = new URL(import.meta.url).search;
const { t, $, el, announce, data, language } = await import(`./core.js${version}`);

/** @param {object} made what the server stored @param {{outcome: string, receiver: string, consented: boolean}} asked */
export function showResult(made, asked) {
  const links = [];
  if (!made.restricted && !made.on_device) {
    links.push(el('a', { href: data.case + made.case }, t('Open the case')));
    links.push(el('a', { href: print(made.case), target: '_blank' }, t('Print')));
  }
  const text = next(made, asked);
  if (made.unrecorded) return showUnrecorded(made);
  const number = made.duplicate_of || made.case;
  $('result').replaceChildren(
    el('p', {}, made.on_device ? t('Kept on this device. Number for the person:') : t('Saved. Number for the person:'), ' ', el('bdi', { class: 'number' }, number)),
    ...code(made),
    el('p', { class: 'tell' }, text),
    el('p', { class: 'row' }, ...links),
  );
  $('result').hidden = false;
  announce(`${t('{0}: {1}', t('Saved'), made.case)}. ${text}`);
}

/** Who was not recorded is given no number and promised nothing. */
function showUnrecorded(made) {
  const text = t('Nothing of the person or their words was stored, and nobody will call them back. Promise nothing.');
  const parts = made.restricted || made.on_device ? [] : [el('p', { class: 'row' }, el('a', { href: data.case + made.case }, t('Open the case')))];
  $('result').replaceChildren(el('p', {}, t('The call is counted, under the number'), ' ', el('bdi', { class: 'number' }, made.case)), el('p', { class: 'tell' }, text), ...parts);
  $('result').hidden = false;
  announce(text);
}

/** A case was taken up again in the call. @param {object} made where it stands @param {boolean} isAllTold */
export function showReopened(made, isAllTold) {
  const text = isAllTold ? t('Nothing else has to be saved for this call.') : t('What you typed is still here: save it if it is another matter.');
  $('result').replaceChildren(
    el('p', {}, t('Taken up again:'), ' ', el('bdi', { class: 'number' }, made.case)),
    el('p', { class: 'tell' }, text),
    el('p', { class: 'row' }, el('a', { href: data.case + made.case }, t('Open the case'))),
  );
  $('result').hidden = false;
  $('result').scrollIntoView({ block: 'nearest' });
  announce(`${t('Taken up again:')} ${made.case}. ${text}`);
}

function code(made) {
  if (!made.status_code) return [];
  const said = made.duplicate_of ? t('The person keeps the code that they have:') : t('Code to ask where the case stands:');
  const spoken = el('bdi', { class: 'status-code', dir: 'ltr' }, made.status_code);
  return [
    el('p', {}, said, ' ', spoken),
    el('p', { class: 'help' }, made.on_device ? t('Give the code to the person alone: it answers once the office has the case.') : t('Give the code to the person alone. It is shown again in the case, and printed on its summary.')),
  ];
}

const print = (name) => `/printview?doctype=Case&name=${encodeURIComponent(name)}`;

function next(made, asked) {
  if (made.on_device) {
    return made.restricted
      ? t('Sealed for the people entrusted with it: you cannot read it again here. Say no more about it to anybody.')
      : t('Write number and code on the receipt. The office takes it up as soon as this device has sent it.');
  }
  if (made.restricted && made.unattended) {
    return t('Only the people entrusted with it see this case, and none of them is here at the moment. Tell your data protection focal point at once that a case waits, with its number and nothing else.');
  }
  if (made.restricted) {
    return t('Only the people entrusted with it see this case now. You keep its number. Somebody trained will take it on; say no more about it to anybody.');
  }
  if (made.duplicate_of) return t('Linked to {0}: the same matter is followed up there.', made.duplicate_of);
  const by = made.resolve_by ? moment(made.resolve_by) : '';
  if (asked.outcome === 'refer') {
    return by
      ? t('Sent to {0}. Tell the person: “You will have an answer by {1} at the latest.”', asked.receiver, by)
      : t('Sent to {0}.', asked.receiver);
  }
  if (asked.outcome === 'close') return t('Answered and closed. Nothing more to do.');
  if (asked.outcome === 'answer') return t('Answered. Close the case once the person has no further question.');
  return by ? t('Registered. An answer is due by {0}.', by) : t('Registered.');
}

function moment(value) {
  const date = new Date(String(value).replace(' ', 'T'));
  return date.toLocaleString(language, { weekday: 'long', day: 'numeric', month: 'long' });
}
