/** Without a connection: what is not yet sent, and a way back. */
const version = new URL(import.meta.url).search;
const load = (name) => import(`./${name}.js${version}`);
const [{ t, $, el }, { pending }] = await Promise.all(['core', 'queue'].map(load));

const NAMES = { accept: t('Accepted'), answer: t('Answer'), return_referral: t('Returned') };
const again = () => location.replace('/cfm/approvals');

const unsent = await pending();
$('unsent').hidden = !unsent.length;
$('unsent-list').replaceChildren(
  ...unsent.map((each) => el('li', {}, el('bdi', {}, each.name), el('span', {}, NAMES[each.action] || ''))),
);
$('again').addEventListener('click', again);
addEventListener('online', again);
