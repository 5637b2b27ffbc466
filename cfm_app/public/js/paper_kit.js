/** A kit on paper: languages are chosen, then it is printed. */
const { $, all, data } = await import(`./core.js${new URL(import.meta.url).search}`);

const asked = new URLSearchParams(location.search);

for (const box of all('[name=spoken]')) box.addEventListener('change', show);
$('print').addEventListener('click', () => print());
document.body.dataset.ready = '1';

function show() {
  const chosen = all('[name=spoken]:checked').map((box) => box.value);
  if (!chosen.length) return;
  asked.set('name', data.name);
  asked.set('spoken', chosen.join(','));
  location.search = asked;
}
