/** What the form of a case asks the server for, answered from what the device took along. */
const version = new URL(import.meta.url).search;
const { fold } = await import(`./core.js${version}`);

const SHOWN = 8;

/** @param {object} kit what `field_desk.prepare` gave */
export function answersFrom(kit) {
  /** Answers of a category and those above it, the nearest first; with words, those that have all of them. */
  function answers({ category, language, text = '' }) {
    const all = kit.answers[language] || [];
    const wanted = fold(text).split(/\s+/).filter(Boolean);
    if (wanted.length) {
      const words = (each) => fold([each.title, each.category, each.answer_text].join(' '));
      return all.filter((each) => wanted.every((word) => words(each).includes(word))).slice(0, SHOWN);
    }
    const above = kit.categories[category]?.above || [];
    const fitting = all.filter((each) => above.includes(each.category));
    return fitting.sort((one, other) => above.indexOf(one.category) - above.indexOf(other.category)).slice(0, SHOWN);
  }

  return {
    'console.find_places': ({ text }) => findPlaces(kit.places, text),
    'console.category_info': (given) => {
      const info = kit.categories[given.category];
      return info && { ...info, answers: info.restricted ? [] : answers(given) };
    },
    'console.consent_text': ({ language }) => kit.statements[language] || null,
    'console.call_scripts': ({ language }) => kit.scripts[language] || [],
    'console.receiver': () => ({}),
    // Nobody is known here: who called before is found when the case arrives.
    'console.lookup_caller': () => [],
    'console.doubt_about_phone': () => '',
    'console.referral_summary': ({ description }) => description,
    'loop.find_answers': answers,
    'loop.similar_cases': () => [],
  };
}

/** As the office finds them: names that begin so, then words, then other spellings. */
export function findPlaces(places, text) {
  const wanted = fold(text);
  if (wanted.length < 2) return [];
  const rank = ({ label, words }) => {
    const name = fold(label);
    if (name.startsWith(wanted)) return 0;
    if (name.split(/[\s-]+/).some((word) => word.startsWith(wanted))) return 1;
    return words.split('\n').some((word) => fold(word).startsWith(wanted)) ? 2 : 3;
  };
  const found = places.map((each) => [rank(each), each]).filter(([place]) => place < 3);
  return found.sort(([one], [other]) => one - other).slice(0, SHOWN).map(([, each]) => each);
}
