/** The mission on which a case was told, and the number of its paper form. */
const { $ } = await import(`./core.js${new URL(import.meta.url).search}`);

/** @returns {{values: () => {mission?: string, source_id?: string}, keep: () => () => void}} */
export function part() {
  const chosen = $('mission');
  const number = $('form_number');
  const show = () => {
    number.closest('.field').hidden = !chosen.value;
  };

  /** Four digits are those behind the number of the mission. */
  const whole = () => {
    const typed = number.value.trim().toUpperCase();
    return typed && !typed.includes('-') ? `${chosen.value}-${typed}` : typed;
  };

  chosen.addEventListener('change', show);
  show();
  return {
    values: () => (chosen.value ? { mission: chosen.value, ...(whole() && { source_id: whole() }) } : {}),
    /** Who was on a mission for one case is so for the next; its paper is another one. */
    keep: () => {
      const kept = chosen.value;
      return () => {
        chosen.value = kept;
        show();
      };
    },
  };
}
