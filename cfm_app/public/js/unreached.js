/** The server was not reached: what was typed is kept, and can be sent again once the line is back. */
const version = new URL(import.meta.url).search;
const [{ t, el, announce }, { whenBack }] = await Promise.all(['core', 'line'].map((name) => import(`./${name}.js${version}`)));

/**
 * Say so, until the line is back: then the way to send is offered, or the message goes.
 * @param {HTMLElement} box @param {string} refusal @param {string} kept what becomes of what was typed
 * @param {{label: string, send: () => void} | null} again
 */
export async function showUnreached(box, refusal, kept, again) {
  const said = el('p', { class: 'strong' }, refusal);
  box.replaceChildren(said, ...(kept ? [el('p', {}, kept)] : []));
  box.hidden = false;
  await whenBack();
  // Something else is said there by now.
  if (!said.isConnected || box.hidden) return;
  box.hidden = !again;
  if (!again) return;
  const button = el('button', { type: 'button', class: 'button' }, again.label);
  button.addEventListener('click', () => {
    box.hidden = true;
    again.send();
  });
  const told = t('The connection is back. What you typed is still here.');
  box.classList.replace('red', 'blue');
  box.replaceChildren(el('p', {}, told), button);
  announce(told);
}
