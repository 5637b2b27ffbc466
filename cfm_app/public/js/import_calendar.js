/** A calendar of distributions from a sheet: stored as a whole, or what is wrong with which row. */
const version = new URL(import.meta.url).search;
const [{ t, $, el, announce, onFiles }, { send }] = await Promise.all(['core', 'import_upload'].map((name) => import(`./${name}.js${version}`)));

const OPENS = 'cfm_app.api.exchange.open_calendar';

/** Does nothing where the user may not fill the calendar. */
export function calendar() {
  const input = $('calendar-file');
  if (!input) return;
  onFiles(input, async () => {
    const [file] = input.files;
    if (!file) return;
    try {
      tell(await send(file, OPENS));
    } catch (error) {
      show('red', [el('p', {}, error.message)]);
    } finally {
      $('sending').hidden = true;
      input.value = '';
    }
  });
}

function tell(made) {
  if (!made.errors.length) return show('green', [el('p', {}, t('The calendar has {0} new and {1} changed distributions.', made.created, made.changed))]);
  const rows = made.errors.map((each) => el('li', { dir: 'auto' }, each));
  return show('red', [el('p', { class: 'strong' }, t('Nothing was stored. Correct these rows and choose the file again:')), el('ul', {}, ...rows)]);
}

function show(tone, parts) {
  const box = $('calendar-result');
  box.className = `alert ${tone}`;
  box.replaceChildren(...parts);
  box.hidden = false;
  box.focus();
  announce(box.textContent);
}
