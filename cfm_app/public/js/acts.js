/** A page whose forms are acts, and nothing else. */
const { prepareAll } = await import(`./act_form.js${new URL(import.meta.url).search}`);

prepareAll();
document.body.dataset.ready = '1';
