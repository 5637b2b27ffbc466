/** A village or site that is in no list: kept as it was told, beside the nearest known place. */
const version = new URL(import.meta.url).search;
const { t, $, all, announce } = await import(`./core.js${version}`);

export function placeDetails() {
  const field = $('place_details');

  /** Ask for it only where something was told; the place is then the nearest one. */
  const show = () => {
    const isTold = Boolean(field.value.trim());
    for (const part of all('[data-told]')) part.hidden = !isTold;
  };

  field.addEventListener('change', show);
  return {
    show,
    /** What was told before anybody asked. @param {string} [text] */
    begin(text) {
      field.value = (text || '').slice(0, field.maxLength);
      show();
    },
    keep(text) {
      field.value = text.slice(0, field.maxLength);
      show();
      field.dispatchEvent(new Event('input', { bubbles: true }));
      announce(t('“{0}” is kept as told. Type the nearest known place.', text));
    },
    value: () => field.value.trim(),
    isProposed: () => Boolean(field.value.trim()) && $('propose_place').checked,
  };
}
