/** Methods that answer with a file: asked with POST, since addresses are written into logs. */
const version = new URL(import.meta.url).search;
const { t, el, language, sentence, CallError } = await import(`./core.js${version}`);

/**
 * What a method answers: a file with its name, or what it says instead.
 * @returns {Promise<{file: Blob, name: string} | {message: unknown}>}
 */
export async function answerOf(method, values, usualName) {
  const headers = { 'Content-Type': 'application/json', 'X-Frappe-CSRF-Token': document.querySelector('meta[name=csrf-token]').content };
  const body = JSON.stringify({ _lang: language, ...values });
  const answer = await fetch(`/api/method/cfm_app.api.${method}`, { method: 'POST', headers, body }).catch(() => {
    throw new CallError(t('The server cannot be reached.'), 0);
  });
  const named = answer.headers.get('Content-Disposition') || '';
  if (answer.ok && named) {
    const name = /filename\*?=(?:UTF-8'')?"?([^";]+)/i.exec(named);
    return { file: await answer.blob(), name: name ? decodeURIComponent(name[1]) : usualName };
  }
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new CallError(sentence(told, answer.status), answer.status);
  return { message: told.message };
}

/** Have the browser save the file that a method answers with. */
export async function save(method, values, usualName) {
  const { file, name } = await answerOf(method, values, usualName);
  const address = URL.createObjectURL(file);
  el('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
