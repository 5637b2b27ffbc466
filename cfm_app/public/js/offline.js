/** Without a connection: what is not yet sent, and a way back. */
const version = new URL(import.meta.url).search;
const load = (name) => import(`./${name}.js${version}`);
const [{ t, $, el }, { pending }, { user }, { whenBack }] = await Promise.all(['core', 'queue', 'store', 'line'].map(load));

const NAMES = { accept: t('Accepted'), answer: t('Answer'), return_referral: t('Returned') };
// The page stands in for another one, whose address it has.
const again = () => (location.pathname === '/cfm/offline' ? location.replace('/cfm') : location.reload());

$('again').addEventListener('click', again);
whenBack().then(again);

// A phone may be used by others: what they decided is not shown.
const unsent = (await pending()).filter((each) => each.user === user());
$('unsent').hidden = !unsent.length;
$('unsent-list').replaceChildren(
  ...unsent.map((each) => el('li', {}, el('bdi', {}, each.name), el('span', {}, NAMES[each.action] || ''))),
);
const form = await globalThis.caches?.match('/cfm/new-case', { ignoreSearch: true }).catch(() => null);
$('new-case').hidden = !form;
