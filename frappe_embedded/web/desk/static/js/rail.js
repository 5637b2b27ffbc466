/** The rail that an app draws: a drawer on small windows; which groups are open, and whether icons alone are shown, is kept in the browser. */
const COOKIE_S = 365 * 24 * 60 * 60;
const rail = document.querySelector('.rail');
const button = document.getElementById('nav-button');

/** A group that was clicked changes after its click. */
function keep(clicked) {
  const groups = [...rail.querySelectorAll('.rail-group')].filter((group) => group.open !== (group === clicked));
  const open = groups.map((group) => group.dataset.group);
  const width = rail.classList.contains('narrow') ? 'narrow' : 'wide';
  document.cookie = `rail=${[width, ...open].join('.')}; path=/; max-age=${COOKIE_S}; samesite=lax`;
}

function fold(isNarrow) {
  rail.classList.toggle('narrow', isNarrow);
  rail.querySelector('.rail-fold').setAttribute('aria-pressed', String(isNarrow));
}

function draw(isOpen) {
  rail.classList.toggle('open', isOpen);
  button.setAttribute('aria-expanded', String(isOpen));
}

/** Start what stands at the side of the desk, if an app draws it. */
export function startRail() {
  if (!rail) return;
  button.addEventListener('click', () => draw(!rail.classList.contains('open')));
  document.addEventListener('click', ({ target }) => {
    if (target instanceof Element && !target.closest('.rail-group > summary, #nav-button')) draw(false);
  });
  document.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape' || !rail.classList.contains('open')) return;
    draw(false);
    button.focus();
  });
  rail.addEventListener('click', ({ target }) => {
    const isNarrow = rail.classList.contains('narrow');
    const group = target.closest('summary')?.parentElement;
    if (target.closest('.rail-fold')) fold(!isNarrow);
    else if (group && isNarrow) fold(false);
    else if (!group) return;
    keep(group);
  });
  rail.querySelector('[aria-current]')?.scrollIntoView({ behavior: 'instant', block: 'nearest' });
}

/** Say on the entries how much waits, by address. */
export function markAll(counts) {
  for (const entry of rail?.querySelectorAll('.rail-link') ?? []) {
    const count = counts[entry.dataset.route];
    if (!count) continue;
    const badge = document.createElement('span');
    badge.className = 'badge';
    badge.textContent = String(count);
    entry.append(badge);
  }
}
