/** Pads of paper forms: drawn here, their sheets saved, and photos of their pages sent to the cases. */
const version = new URL(import.meta.url).search;
const [{ t, $, all, el, call, data, announce, language, newKey, onFiles, sentence }, { send }, { typeahead }, { save }, { redrawn }] = await Promise.all(
  ['core', 'act_form', 'typeahead', 'answered_file', 'field_pictures'].map((name) => import(`./${name}.js${version}`)),
);

const ADDRESS = `/api/method/upload_file?_lang=${language}`;
const TAKES = 'cfm_app.api.pads.take_photo';
const IN_NAME = /PAD\W?_?([0-9A-Z]{4})\W?_?(\d{4})(?!\d)/i;
const place = typeahead($('place'), (text) => call('console.find_places', { text }), () => {}, { wait: 150 });
// The same key again if no answer came: the pad is drawn once.
const requestId = newKey();
/** @type {{file: File, line: HTMLElement, number: HTMLInputElement, told: HTMLElement, isKept: boolean}[]} */
let photos = [];

$('draw').addEventListener('submit', (event) => {
  event.preventDefault();
  const given = { title: $('title').value, pages: $('pages').value, place: place.value(), request_id: requestId };
  const open = ({ name }) => location.assign(`${data.pad}?${new URLSearchParams({ name, ...(wished() && { _lang: language }) })}`);
  send($('draw'), 'pads.draw', given, () => {}, open);
});
for (const button of all('[data-sheet]')) button.addEventListener('click', () => load(button));
onFiles($('chosen'), show);
$('photos').addEventListener('submit', (event) => {
  event.preventDefault();
  sendAll();
});
document.body.dataset.ready = '1';

const wished = () => new URLSearchParams(location.search).has('_lang');

async function load(button) {
  button.disabled = true;
  try {
    await save('pads.sheet', { name: button.dataset.sheet }, `${button.dataset.sheet}.xlsx`);
    announce(t('The file is in your downloads.'));
  } catch (error) {
    tell($('sheet-result'), 'red', error.message);
  }
  button.disabled = false;
}

function tell(result, tone, words) {
  result.className = `result alert ${tone}`;
  result.textContent = words;
  result.hidden = false;
}

function show() {
  photos = [...$('chosen').files].map((file) => {
    const found = IN_NAME.exec(file.name);
    const value = found ? `PAD-${found[1].toUpperCase()}-${found[2]}` : '';
    const number = el('input', { type: 'text', dir: 'auto', value, autocomplete: 'off', placeholder: 'PAD-', 'aria-label': t('Number of the page: {0}', file.name) });
    const told = el('span', { class: 'muted', role: 'status' });
    const line = el('li', {}, el('p', {}, el('bdi', {}, file.name), el('br'), told), number);
    return { file, line, number, told, isKept: false };
  });
  $('photo-list').replaceChildren(...photos.map((each) => each.line));
  $('send-photos').hidden = !photos.length;
  $('photo-result').hidden = true;
}

async function sendAll() {
  $('send-photos').disabled = true;
  for (const each of photos) if (!each.isKept) await sendOne(each);
  const kept = photos.filter((each) => each.isKept).length;
  tell($('photo-result'), kept === photos.length ? 'green' : 'amber', t('{0} of {1} photos are kept with their pages.', kept, photos.length));
  announce($('photo-result').textContent);
  $('send-photos').disabled = false;
  $('send-photos').hidden = kept === photos.length;
}

/** Send one photo, drawn anew: where and with what it was taken is nobody's business. */
async function sendOne(photo) {
  const { file, number, told } = photo;
  told.textContent = t('Sending…');
  const drawn = file.type === 'application/pdf' ? null : await redrawn(file);
  if (!drawn && file.type !== 'application/pdf') {
    told.textContent = t('The browser cannot show this picture: choose a JPEG or PNG.');
    return;
  }
  const body = new FormData();
  body.append('is_private', '1');
  body.append('method', TAKES);
  body.append('number', number.value.trim());
  body.append('file', drawn ? new Blob([drawn.bytes], { type: drawn.type }) : file, drawn ? 'page.jpg' : file.name);
  const headers = { Accept: 'application/json', 'X-Frappe-CSRF-Token': document.querySelector('meta[name=csrf-token]').content };
  const answer = await fetch(ADDRESS, { method: 'POST', headers, body }).catch(() => null);
  const said = answer ? await answer.json().catch(() => ({})) : {};
  photo.isKept = Boolean(answer?.ok);
  number.disabled = photo.isKept;
  if (photo.isKept) told.textContent = t('Kept');
  else told.textContent = answer ? sentence(said, answer.status) : t('The server cannot be reached.');
}
