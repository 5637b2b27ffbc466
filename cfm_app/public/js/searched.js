/**
 * What was searched for, under a name that an address can bear: the words are those of people, and addresses stand in the
 * history of the browser and in logs.
 */
const store = await import(`./store.js${new URL(import.meta.url).search}`);

const KIND = 'search';
const NAME_BYTES = 9;

/** @param {string} text @returns {string} its name */
export function keepSearch(text) {
  const name = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(NAME_BYTES)))).replace(/\W/g, '');
  store.mark(KIND, name, text);
  return name;
}

/** @param {string} name @returns {string} the words, as long as they are kept */
export const searchNamed = (name) => store.marked(KIND, name) || '';
