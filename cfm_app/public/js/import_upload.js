/** Sending a file, by button or by drag and drop, with how much of it has arrived. */
const version = new URL(import.meta.url).search;
const { t, $, announce, onFiles, sentence, CallError, language } = await import(`./core.js${version}`);

const ADDRESS = `/api/method/upload_file?_lang=${language}`;
const OPENS = 'cfm_app.api.exchange.open_log';
const MEGABYTE = 1024 * 1024;

/**
 * @param {(layout: object) => void} opened @param {(why: string) => void} failed
 * @param {string} [opens] what takes the file over @param {() => object} [more] what it is told besides
 */
export function upload(opened, failed, opens = OPENS, more = () => ({})) {
  const form = $('drop');
  const take = async (file) => {
    if (!file || form.classList.contains('busy')) return;
    form.classList.add('busy');
    try {
      opened(await send(file, opens, more()));
    } catch (error) {
      failed(error.message);
    } finally {
      form.classList.remove('busy');
      $('file').value = '';
    }
  };

  onFiles($('file'), () => take($('file').files[0]));
  form.addEventListener('submit', (event) => event.preventDefault());
  for (const name of ['dragenter', 'dragover']) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.add('over');
    });
  }
  for (const name of ['dragleave', 'drop']) form.addEventListener(name, () => form.classList.remove('over'));
  form.addEventListener('drop', (event) => {
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  });
}

/** @param {File} file @param {string} [opens] what takes the file over @param {object} [more] what it is told besides */
export function send(file, opens = OPENS, more = {}) {
  const body = new FormData();
  for (const [name, value] of Object.entries(more)) body.append(name, value);
  body.append('is_private', '1');
  body.append('method', opens);
  body.append('file', file, file.name);
  show(t('Sending {0} …', file.name), 0);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', ADDRESS);
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('X-Frappe-CSRF-Token', document.querySelector('meta[name=csrf-token]').content);
    request.upload.addEventListener('progress', (event) => {
      const sent = `${(event.loaded / MEGABYTE).toFixed(1)} / ${(event.total / MEGABYTE).toFixed(1)} MB`;
      const isSent = event.loaded === event.total;
      show(isSent ? t('Reading {0} …', file.name) : t('Sending {0}: {1}', file.name, sent), event.loaded / event.total);
    });
    request.addEventListener('error', () => reject(new CallError(t('The server cannot be reached.'), 0)));
    request.addEventListener('load', () => finish(request, resolve, reject));
    request.send(body);
  }).finally(() => {
    $('sending').hidden = true;
  });
}

function finish(request, resolve, reject) {
  let body = {};
  try {
    body = JSON.parse(request.responseText);
  } catch {
    // Servers in between answer in HTML when a file is too large for them.
    if (request.status === 413) return reject(new CallError(t('The file is too large for the server.'), 413));
  }
  if (request.status === 200) return resolve(body.message);
  return reject(new CallError(sentence(body, request.status), request.status));
}

function show(text, share) {
  if ($('sending').hidden) announce(text);
  $('sending').hidden = false;
  $('sending-text').textContent = text;
  $('sending-bar').value = share;
}
