/**
 * The language a call begins with: what the user chose last on this page, else what the office set. What a known
 * person speaks is theirs alone, and not that of the next caller. Nothing of it is kept in the browser.
 */
const version = new URL(import.meta.url).search;
const { $ } = await import(`./core.js${version}`);

export function usualLanguage() {
  const select = $('language');
  let chosen = select.value;

  return {
    /** Remember a choice of the user; called before the form is emptied. */
    keep() {
      if (select.dataset.touched) chosen = select.value;
    },
    /** Begin with it. */
    begin() {
      select.value = chosen;
    },
  };
}
