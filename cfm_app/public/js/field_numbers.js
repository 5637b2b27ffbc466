/** Numbers and codes that a device gives without asking anybody. */

const CODE_LENGTH = 8;
const GROUP = 3;
const FEWEST = 1000;
const MOST = 9999;

const below = (limit) => {
  // No remainder of the last, smaller part: each number is as likely as another.
  const last = Math.floor(2 ** 32 / limit) * limit;
  let drawn;
  do [drawn] = crypto.getRandomValues(new Uint32Array(1));
  while (drawn >= last);
  return drawn % limit;
};

/** A number that the device has not given: drawn, so that the gaps between those of a list tell nothing. */
export function freshNumber(device, given) {
  // With half of them given, one more digit keeps drawing quick.
  const [first, last] = given.size < (MOST - FEWEST) / 2 ? [FEWEST, MOST] : [FEWEST * 100, MOST * 100];
  let number;
  do number = `${device}-${first + below(last - first + 1)}`;
  while (given.has(number));
  return number;
}

/** A code for the person, with its check character, as `privacy.access_rule.status_codes` makes them. */
export function freshCode(alphabet) {
  const drawn = Array.from({ length: CODE_LENGTH }, () => below(alphabet.length));
  const check = drawn.reduce((sum, each, place) => sum + (place + 1) * each, 0) % alphabet.length;
  return [...drawn, check].map((each) => alphabet[each]).join('');
}

/** As it is said and written: three by three. */
export const inGroups = (code) => code.match(new RegExp(`.{1,${GROUP}}`, 'g'))?.join('-') || '';
