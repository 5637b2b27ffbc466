/** A form that makes one entry of a register: once, and what is typed is kept until there is an answer. */
const version = new URL(import.meta.url).search;
const [{ t, $, call, announce, newKey }, { faultsOf }, { keepDraft }, { saving }, { showUnreached }] = await Promise.all(
  ['core', 'faults', 'form_draft', 'saving', 'unreached'].map((name) => import(`./${name}.js${version}`)),
);

/**
 * @param {HTMLFormElement} form
 * @param {{kind: string, method: string, wrong: () => object, values: () => object, thank: (name: string) => void}} entry
 *   where drafts of it are kept, what makes it, what is wrong with it, what is sent, and what is shown once it is made
 */
export function register(form, { kind, method, wrong, values, thank }) {
  const faults = faultsOf(form);
  const draft = keepDraft(form, kind, method);
  // The same key again if no answer came: it is entered once.
  const requestId = newKey();
  const save = saving({ marks: faults, faults: wrong, send, refused });

  async function send() {
    const { name } = await call(method, { ...values(), request_id: requestId }, true);
    draft.drop();
    $('number').textContent = name;
    thank(name);
    form.hidden = true;
    $('done').hidden = false;
    $('done').focus();
    announce(t('Saved.'));
  }

  function refused(error) {
    $('errors').textContent = error.message;
    $('errors').hidden = false;
    if (error.status === 0) {
      const kept = t('What you typed is kept here: send it again when the connection is back.');
      showUnreached($('errors'), error.message, kept, { label: t('Send again'), send: () => form.requestSubmit() });
    }
    $('errors').focus();
  }

  form.addEventListener('input', (event) => event.target.closest('.invalid') && faults.mend(event.target.closest('.invalid')));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    save();
  });
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
}
