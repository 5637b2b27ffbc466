/** Finding a category by what somebody types or says. */
const version = new URL(import.meta.url).search;
const { data, fold } = await import(`./core.js${version}`);
const SHOWN = 8;

/**
 * Categories whose words begin like the words typed, those with the best name first; where none has all of them,
 * as when somebody types what the caller says, those that have most.
 */
export function findCategory(text) {
  const wanted = parts(text);
  const count = (where) => wanted.filter((word) => ` ${parts(where).join(' ')}`.includes(` ${word}`)).length;
  const scored = data.categories.map((each) => ({
    each,
    name: count(each.label),
    all: count(`${each.label} ${each.note} ${each.words}`),
  }));
  const most = Math.max(0, ...scored.map((score) => score.all));
  const best = scored.filter((score) => most && score.all === most);
  return best.sort((one, other) => other.name - one.name).slice(0, SHOWN).map((score) => score.each);
}

/** The words of a text without accents, hyphens and apostrophes. */
function parts(text) {
  return fold(text).replace(/[^\p{L}\p{N}]+/gu, ' ').trim().split(' ').filter(Boolean);
}
