/** A page whose forms are acts, and nothing else. */
const version = new URL(import.meta.url).search;
const [{ all }, { filled, send }, { keepDraft }] = await Promise.all(['core', 'act_form', 'form_draft'].map((name) => import(`./${name}.js${version}`)));

for (const form of all('form[data-act]')) {
  const draft = keepDraft(form, 'act', [form.dataset.act, form.dataset.fixed].join(':'));
  if (draft.found) form.closest('details')?.setAttribute('open', '');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (form.reportValidity()) send(form, form.dataset.act, { ...filled(form), ...JSON.parse(form.dataset.fixed) }, draft.drop);
  });
}
document.body.dataset.ready = '1';
