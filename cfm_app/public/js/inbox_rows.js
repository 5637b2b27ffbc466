/** The rows of the list: which are shown, page after page, and how many conversations wait. */
const version = new URL(import.meta.url).search;
const [{ t, $, call, data }, { list }] = await Promise.all(['core', 'inbox_list'].map((name) => import(`./${name}.js${version}`)));

const MINUTE = 60000;
const WAITING = 'waiting';
const title = document.title;

/** @param {() => string | undefined} opened the conversation that is open @param {(error: Error) => void} trouble */
export function listing(opened, trouble) {
  const shown = list();
  let rows = data.rows;
  let pages = 1;
  let more = data.more;
  let last = data;
  let listedOn = Date.now();

  function draw() {
    shown.show(rows, opened());
    $('more').hidden = !more;
    $('none').hidden = rows.length > 0;
    $('none').lastElementChild.textContent = $('view').value === WAITING
      ? t('Nobody waits. New messages appear here by themselves.')
      : t('No conversation here.');
    count();
  }

  function count() {
    $('waiting').textContent = String(last.waiting);
    document.title = last.waiting ? `(${last.waiting}) ${title}` : title;
    // The bell counts once; it may come later.
    const badge = document.querySelector('.rail [aria-current] .badge');
    if (badge) badge.textContent = String(last.waiting);
  }

  async function load() {
    const view = $('view').value;
    const found = [];
    let isMore = true;
    for (let page = 0; page < pages && isMore; page += 1) {
      const part = await call('inbox.conversations', { view, start: found.length });
      found.push(...part.rows);
      isMore = part.more;
    }
    if (view !== $('view').value) return found;
    listedOn = Date.now();
    more = isMore;
    rows = withOpened(found);
    draw();
    return found;
  }

  /** What is open stays where it was in the list, also when it waits no longer. */
  function withOpened(found) {
    const place = rows.findIndex((row) => row.name === opened());
    if (place < 0 || found.some((row) => row.name === opened())) return found;
    return found.toSpliced(Math.min(place, found.length), 0, rows[place]);
  }

  /** Follow what the server tells anew; whether the open conversation is among what is listed. */
  async function follow(told) {
    const isOld = Date.now() - listedOn > MINUTE;
    const isOther = told.changed.length || told.total !== last.total || told.waiting !== last.waiting;
    last = told;
    const listed = isOther || isOld ? await load() : [];
    return { isOther: Boolean(isOther), isListed: listed.some((row) => row.name === opened()) };
  }

  $('view').addEventListener('change', () => {
    pages = 1;
    rows = [];
    load().catch(trouble);
  });
  $('more').addEventListener('click', () => {
    pages += 1;
    load().catch(trouble);
  });
  setInterval(() => shown.tick(), MINUTE);

  return {
    draw,
    load,
    /** What is new is asked for since then. */
    since: () => last.now,
    async news(told) {
      const before = last;
      try {
        return await follow(told);
      } catch (error) {
        last = before;
        throw error;
      } finally {
        shown.tick();
        count();
      }
    },
    /** Take over what the server told of one conversation. */
    replace(row) {
      rows = rows.map((each) => (each.name === row.name ? { ...each, ...pick(each, row) } : each));
      draw();
    },
    drop(name) {
      rows = rows.filter((row) => row.name !== name);
      draw();
    },
    focus: () => shown.focus(),
    walk: (step) => shown.walk(step),
  };
}

/** What a row of the list says, out of all that is known of a conversation. */
function pick(row, known) {
  return Object.fromEntries(Object.keys(row).map((key) => [key, known[key]]));
}
