/** The signature, photos and voice note that a case of a device is given, as the form shows them. */
const version = new URL(import.meta.url).search;
const [{ t, $, el, announce }, { contentOf, keepFile, inText, MOST_FILES }, pictures, voice, { drawingIn }] = await Promise.all(
  ['core', 'field_files', 'field_pictures', 'field_voice', 'signature_field'].map((name) => import(`./${name}.js${version}`)),
);

const LONGEST_NOTE_MS = 5 * 60000;
const KILOBYTE = 1024;
const nameOf = (kind) => ({ signature: t('Signature'), thumb: t('Thumbprint'), photo: t('Photo'), recording: t('Voice note') })[kind];

/** @typedef {import('./field_files.js').Kept} Kept */

/**
 * Have the form take files along. They stand in a field of it, so a draft keeps and brings them back as anything typed;
 * they are in the store by then, and open with the key that stands there.
 * @param {HTMLFormElement} form
 */
export function enclosedIn(form) {
  const field = $('files');
  const canvas = $('sign-field');
  const drawing = drawingIn(canvas, canvas.width, canvas.height);
  let running = null;
  // What is being kept; a case waits for it, and another case does not get it.
  let adding = Promise.resolve();
  let turn = 0;

  /** @returns {Kept[]} */
  const list = () => JSON.parse(field.value || '[]');

  function set(files) {
    field.value = files.length ? JSON.stringify(files) : '';
    show();
    field.dispatchEvent(new Event('change', { bubbles: true }));
  }

  function note(text) {
    $('enclosed-note').textContent = text;
    $('enclosed-note').hidden = !text;
  }

  function add(kind, making) {
    const mine = turn;
    adding = adding.then(() => addNow(kind, making, mine));
    return adding;
  }

  async function addNow(kind, making, mine) {
    note('');
    if (list().length >= MOST_FILES) return note(t('At most {0} files come with a case.', MOST_FILES));
    try {
      const made = await making();
      if (!made) return note(t('This browser cannot open the picture. Take another one.'));
      const kept = await keepFile(kind, made.bytes, made.type);
      if (mine !== turn) return false;
      set([...list(), kept]);
      announce(t('Added: {0}', nameOf(kind)));
      return true;
    } catch (error) {
      note(error.status ? error.message : t('There is no room left on this device. Send what waits, or leave the file out.'));
      return false;
    }
  }

  function show() {
    $('enclosed-list').replaceChildren(...list().map(line));
  }

  function line(file) {
    const about = el('span', {}, nameOf(file.kind), ' ', el('bdi', { class: 'muted number', dir: 'ltr' }, `${Math.ceil(file.size / KILOBYTE)} kB`));
    const remove = el('button', { type: 'button', class: 'button', 'aria-label': t('Remove: {0}', nameOf(file.kind)) }, t('Remove'));
    remove.addEventListener('click', () => {
      set(list().filter(({ id }) => id !== file.id));
      $('sign-keep').focus();
    });
    return el('li', {}, file.kind === 'recording' ? player(file) : picture(file), about, remove);
  }

  function picture(file) {
    const shown = el('img', { alt: '', width: '64', height: '48' });
    contentOf(file).then((bytes) => { shown.src = `data:${file.type};base64,${inText(bytes)}`; }, () => shown.remove());
    return shown;
  }

  function player(file) {
    const button = el('button', { type: 'button', class: 'button' }, t('Listen'));
    button.addEventListener('click', () => contentOf(file).then(voice.play).catch(() => note(t('This browser cannot play the recording; the office can.'))));
    return button;
  }

  // --- signing --------------------------------------------------------------------------------
  $('sign-clear').addEventListener('click', clearSignature);
  $('sign-keep').addEventListener('click', async () => {
    const name = $('sign_name').value.trim();
    if (drawing.isEmpty() && !name) return note(t('Sign in the field first, or type the name.'));
    const made = drawing.isEmpty() ? pictures.typedSignature(name) : pictures.signatureOf(drawing.strokes());
    if (await add('signature', () => made)) clearSignature();
  });

  function clearSignature() {
    drawing.clear();
    $('sign_name').value = '';
  }

  // --- photos and sounds ----------------------------------------------------------------------
  function taking(id, kind, read) {
    $(id).addEventListener('change', ({ target }) => {
      const chosen = [...target.files];
      // A draft keeps what fields hold: of a file it would be the name, which tells.
      target.value = '';
      for (const each of chosen) add(kind, () => read(each));
    });
  }

  taking('thumb-file', 'thumb', pictures.redrawn);
  taking('photo-file', 'photo', pictures.redrawn);
  taking('sound-file', 'recording', async (file) => ({ bytes: new Uint8Array(await file.arrayBuffer()), type: file.type }));

  const said = $('record').querySelector('span');
  const offer = said.textContent;
  $('record').hidden = !voice.mayRecord();
  $('record').addEventListener('click', async () => {
    if (running) return running.stop();
    note('');
    try {
      running = await voice.recording(LONGEST_NOTE_MS, (seconds) => { said.textContent = t('Stop ({0} s)', seconds); });
      $('record').setAttribute('aria-pressed', 'true');
      await add('recording', () => running.done);
    } catch {
      note(t('This device gave no sound: allow the microphone for this page, or take a recording from a file.'));
    }
    running = null;
    said.textContent = offer;
    $('record').removeAttribute('aria-pressed');
  });

  // --- with the form --------------------------------------------------------------------------
  // The fields are emptied after those who listen were told.
  form.addEventListener('reset', () => setTimeout(() => {
    turn += 1;
    running?.stop();
    clearSignature();
    note('');
    show();
  }));
  form.addEventListener('filled', show);
  form.addEventListener('change', () => { $('enclosed').hidden = isRefused(form); });

  return {
    /** What the case takes along, once it is kept: nothing of whoever refuses to be recorded. @returns {Promise<Kept[]>} */
    async take() {
      running?.stop();
      await adding;
      return isRefused(form) ? [] : list();
    },
    list,
  };
}

const isRefused = (form) => form.querySelector('[data-purpose="Record"] input:checked')?.value === 'Refused';
