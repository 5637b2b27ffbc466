/** Beginning an agreement on exchange. What it covers follows on its own page. */
const version = new URL(import.meta.url).search;
const [{ t, $, data }, { register }] = await Promise.all(['core', 'register_form'].map((name) => import(`./${name}.js${version}`)));

const asked = new URLSearchParams(location.search);
const written = (id) => $(id).value.trim();

function wrong() {
  const found = {};
  if (!written('title')) found.title = t('Write the title.');
  if (!written('purpose')) found.purpose = t('Write what it is for.');
  if (!written('partner')) found.partner = t('Choose the partner agency.');
  if (!written('first_day')) found.first_day = t('Choose the first day.');
  if (!written('last_day')) found.last_day = t('Choose the last day.');
  else if (written('last_day') < written('first_day')) found.last_day = t('The last day is before the first day.');
  if (!['shares_points', 'shares_referrals', 'shares_cases'].some((id) => $(id).checked)) found.shares_points = t('Tick what is exchanged.');
  if ($('shares_points').checked && written('restricted_class')) found.shares_points = t('Cases of a restricted class are in no data points. Tick referrals alone, or choose no restricted class.');
  if ($('shares_cases').checked && ($('shares_points').checked || $('shares_referrals').checked)) found.shares_points = t('Whole cases have an agreement of their own. Tick neither data points nor referrals.');
  return found;
}

function values() {
  const texts = ['title', 'purpose', 'partner', 'direction', 'restricted_class', 'consent_purpose', 'address', 'code'];
  return {
    values: {
      ...Object.fromEntries(texts.map((id) => [id, written(id)])),
      valid_from: written('first_day'),
      valid_until: written('last_day'),
      shares_points: Number($('shares_points').checked),
      shares_referrals: Number($('shares_referrals').checked),
      shares_cases: Number($('shares_cases').checked),
    },
  };
}

function thank(name) {
  const language = asked.get('_lang');
  $('go-on').href = `${data.entry}?${new URLSearchParams({ name, ...(language && { _lang: language }) })}`;
}

register($('begin'), { kind: 'exchange', method: 'agencies.begin', wrong, values, thank });
document.body.dataset.ready = '1';
