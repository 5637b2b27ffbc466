/** Whether a PIN holds off who has copied the storage of a device: by how many others are likely to be tried first. */
const version = new URL(import.meta.url).search;
const { t } = await import(`./core.js${version}`);

export const FEWEST_SIGNS = 8;
// At six a second, as one core derives keys, half of them take three months.
const FEWEST_GUESSES = 1e8;
// The lists of passwords, words and names are large, and a device that is prepared needs them no more.
const LISTS = 'zxcvbn';

/**
 * @param {string} pin @param {string} again @param {string[]} known what stands on the device or is known of its user: tried first
 * @returns {Promise<string>} what is wrong with it, if anything is
 */
export async function faultOfPin(pin, again, known) {
  if (pin.length < FEWEST_SIGNS) return t('The PIN needs {0} digits or letters at least.', FEWEST_SIGNS);
  if (await guessesOf(pin, known) < FEWEST_GUESSES) {
    return t('This PIN is too easy to guess: words, names, dates and rows of keys are tried first. Mix letters and digits that belong to nothing, or take three words with a number between them.');
  }
  return pin === again ? '' : t('The two PINs are not the same.');
}

/** @returns {Promise<number>} how many tries find the PIN */
export async function guessesOf(pin, known = []) {
  const { zxcvbn } = await import(`./${LISTS}.js${version}`);
  const words = known.flatMap((each) => [each, ...each.split(/[^\p{L}\p{N}]+/u)]);
  return zxcvbn.check(pin, words.filter(Boolean)).guesses;
}
