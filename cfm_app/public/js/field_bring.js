/** What a device without any line gave to a file is brought into the office from here. */
const version = new URL(import.meta.url).search;
const [{ $, t, el, announce, call, data, onFiles }, { carriedIn }, { sendWith }] = await Promise.all(
  ['core', 'field_carried', 'field_files'].map((name) => import(`./${name}.js${version}`)),
);

/** Have the page take such files, one after the other. */
export function bringFile() {
  let brought = Promise.resolve();
  onFiles($('carried'), () => {
    const [file] = $('carried').files;
    if (!file) return;
    $('carried').value = '';
    // What cannot be read, as from a stick that was pulled out, holds up no other file.
    brought = brought.then(() => take(file)).catch((error) => tell(error.message));
  });
}

async function take(file) {
  const given = await carriedIn(file);
  tell(given ? '' : t('This is no file of a device without a network.'));
  if (given) await bring(given);
}

function tell(text) {
  $('brought').textContent = text;
  $('brought').hidden = !text;
}

async function bring({ device, items, partOf }) {
  $('brought-list').replaceChildren();
  let taken = 0;
  for (const { number, key, sealed } of items) {
    const send = () => call('field_desk.send', { device, number, key, item: { sealed } }, true);
    try {
      $('brought-list').append(receipt(number, await sendWith(send, partOf, device)));
      taken += 1;
    } catch (error) {
      $('brought-list').append(el('li', {}, el('bdi', { class: 'number' }, number), el('span', { class: 'fault' }, t('Not taken: {0}', error.message))));
      if ([0, 401].includes(error.status)) break;
    }
  }
  tell(t('{0} of {1} are in the office. The device forgets them the next time it sends.', taken, items.length));
  announce($('brought').textContent);
}

/** What the office calls a case, and which others may tell the same. @param {string} given its number on the device @param {object} made what the office recorded */
export function receipt(given, made) {
  const number = made.number || given;
  const told = made.restricted ? t('handed to the people entrusted with it') : made.case;
  const alike = (made.similar || []).map((name) => el('a', { href: data.case + name }, name));
  const line = el('li', {}, el('bdi', { class: 'number' }, number), el('bdi', {}, told));
  if (made.told) line.append(el('span', {}, t('The person was given {0}; another case had this number.', made.told)));
  if (alike.length) line.append(el('span', {}, t('Told before?'), ' ', ...alike.flatMap((link, at) => (at ? [', ', link] : [link]))));
  return line;
}
