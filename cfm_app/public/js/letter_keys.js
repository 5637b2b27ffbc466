/**
 * Keys of one letter: what they do, and a box that switches them off for whoever speaks to their machine or is
 * helped by one (WCAG 2.1.4). The choice stays with the browser.
 */
const OFF = 'cfm-letter-keys-off';
// Letters of keyboards that have no Latin ones, by where the key is.
const LETTER = /^Key([A-Z])$/;

/**
 * None acts while somebody types, in a dialog, or together with Ctrl and the like.
 * @param {Object<string, () => void>} keys @param {() => void} escape what leaving the text does
 * @param {HTMLInputElement} choice
 */
export function listen(keys, escape, choice) {
  choice.checked = !localStorage.getItem(OFF);
  choice.addEventListener('change', () => (choice.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, '1')));
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || document.querySelector('dialog[open]')) return;
    if (event.key === 'Escape') return event.target.closest('.top') || escape();
    if (event.target.matches('input, textarea, select, audio, [contenteditable]')) return;
    // Elsewhere the arrows move what is being read.
    if (event.key.startsWith('Arrow') && event.target.closest('.thread, .beside, .top')) return;
    const letter = letterOf(event);
    if (!keys[letter] || (letter.length === 1 && !choice.checked)) return;
    event.preventDefault();
    keys[letter]();
  });
}

function letterOf({ key, code }) {
  if (key === '؟') return '?';
  if (key.length > 1 || /^[\x20-\x7e]$/.test(key)) return key.length > 1 ? key : key.toLowerCase();
  return code.match(LETTER)?.[1].toLowerCase() ?? key;
}
