/** The cases that a device holds until the office has them. */
const version = new URL(import.meta.url).search;
const [{ data, call, newKey }, vault, { seal }, { freshCode, freshNumber, inGroups }, store, { sendWith, sweep }, { written }] = await Promise.all(
  ['core', 'field_vault', 'field_seal', 'field_numbers', 'store', 'field_files', 'field_carried'].map((name) => import(`./${name}.js${version}`)),
);

const ITEM = 'case:';
/** What the office has confirmed: sealed for it, so that an office restored from a backup gets it back. */
const SENT = 'sent:';
const DAY_MS = 24 * 60 * 60000;
/** What the office calls the refusal of a number that another case has. */
const NUMBER_TAKEN = 'NumberTakenError';
// So many in a row are never taken: then something else is wrong.
const MOST_NUMBERS = 5;
const NUMBERS = 'numbers';
// As many as the office takes.
const MOST_VERSIONS = 200;
/** Under the PIN: the office knows by it that whoever sends has opened the device. */
export const OPENER = 'opener';
const DRAFT = 'draft:';
// The kind under which the form keeps its drafts.
const FORM = 'new-case';

/**
 * @typedef {{number: string, at: number, code?: string, values?: object, form?: object, sealed?: object, error?: string,
 *   files?: {id: string, parts: number}[], made?: object, versions?: string[], told?: string, sent?: number, isAgain?: boolean}} Item `made` is what the
 *   office recorded, once only files are to go; `versions` are the keys of what was kept and of each correction; `told` is the
 *   number that the person was given, where another case has it
 * @param {import('./field_vault.js').Device} device @param {Map<string, any>} held what the vault holds
 * @param {object} kit @param {{take: () => Promise<object[]>, list: () => object[]}} enclosed
 * @param {ReturnType<typeof draftBox>} drafts @param {() => void} changed
 */
export function itemsOf(device, held, kit, enclosed, drafts, changed) {
  const given = new Set(held.get(NUMBERS) || []);
  const opener = held.get(OPENER) || '';
  /** @type {Map<string, Item>} by the key of the call */
  const items = new Map([...held].filter(([id]) => id.startsWith(ITEM)).map(([id, item]) => [id.slice(ITEM.length), item]));

  /** @type {Map<string, Item>} what the office has */
  const sent = new Map([...held].filter(([id]) => id.startsWith(SENT)).map(([id, item]) => [id.slice(SENT.length), item]));
  const daysKept = kit.sent_days ?? 0;

  /** In the order in which they were told. @returns {[string, Item][]} */
  const all = () => [...items].sort(([, one], [, other]) => one.at - other.at);

  async function keep(id, item) {
    await vault.put(ITEM + id, item);
    items.set(id, item);
    changed();
  }

  async function numberFor(known) {
    return known ? known.number : newNumber();
  }

  async function newNumber() {
    const number = freshNumber(device.code, given);
    given.add(number);
    await vault.put(NUMBERS, [...given]);
    return number;
  }

  /** Record what the form of a case sends; what is sensitive is sealed for the office at once. */
  async function record({ request_id: id, ...values }) {
    // Somebody may correct what was sent while they typed.
    const known = items.get(id) || sent.get(id);
    const isRestricted = Boolean(kit.categories[values.case.category]?.restricted);
    const isUnrecorded = (values.consent.purposes || []).some((each) => each.purpose === 'Record' && each.decision === 'Refused');
    const number = await numberFor(known);
    const at = known?.at || Date.now();
    const files = await enclosed.take();
    const code = isRestricted || isUnrecorded ? '' : known?.code || (known?.sent ? '' : freshCode(data.code_alphabet));
    // What was kept before may lie with the office already: this is an act of its own, and says what it takes the place of.
    const versions = [...(known?.versions || []), newKey()].slice(-MOST_VERSIONS);
    const told = { ...values, recorded_on: new Date(at).toISOString(), status_code: code, files, version: { key: versions.at(-1), before: versions.slice(0, -1) } };
    // What is sealed leaves no key here, so its files open here no more.
    const parts = files.map((each) => ({ id: each.id, parts: each.parts }));
    const item = { number, at, versions, files: parts, ...(known?.told && { told: known.told }) };
    if (isRestricted) await keep(id, { ...item, sealed: await seal(device.publicKey, told) });
    else await keep(id, { ...item, code, values: told, form: formOf(id, files) });
    // Whoever reads that it is kept, or that nothing is, may put the device away at once: no draft of it may be left.
    store.drop(FORM, id);
    await drafts.settled();
    await forgetOthers();
    return { case: number, restricted: isRestricted, unrecorded: isUnrecorded, status_code: inGroups(code), on_device: true };
  }

  /** What stood in the form, to correct it, with the files that came last. */
  function formOf(id, files) {
    const found = store.find(FORM, id);
    return found && { ...found, values: { ...found.values, files: files.length ? JSON.stringify(files) : '' } };
  }

  const lastOf = (item) => item?.versions?.at(-1);

  /** Send one; what the office has is held no longer, or sealed. @param {(left: number) => void} told parts of files that are still to go */
  async function send(id, told) {
    const { values, sealed, files = [], ...before } = items.get(id);
    const item = sealed ? { sealed } : values;
    // What was corrected while it was on its way goes once more.
    const isCurrent = () => items.has(id) && lastOf(items.get(id)) === lastOf(before);
    const made = await sendWith(async () => {
      const found = await sendNumbered(id, item);
      // From here on the office has the words: they cannot be corrected here, and only files are missing.
      if (files.length && isCurrent() && !items.get(id).made) await keep(id, { ...items.get(id), made: found, error: '' });
      return found;
    }, vault.part, device.code, told, opener);
    if (isCurrent()) await putAside(id, made);
    return { ...made, told: before.told || (made.number !== before.number && before.number) };
  }

  /** A device that was put back to an earlier day draws a number again that another case has: it draws a new one. */
  async function sendNumbered(id, item, tries = 1) {
    const { number, told = number } = items.get(id);
    try {
      return await call('field_desk.send', { device: device.code, number, key: id, item, opener }, true);
    } catch (error) {
      if (error.kind !== NUMBER_TAKEN || tries === MOST_NUMBERS) throw error;
      await keep(id, { ...items.get(id), number: await newNumber(), told });
      return sendNumbered(id, item, tries + 1);
    }
  }

  /** What the office has stays for some days, for it alone: this device cannot open it. */
  async function putAside(id, { number }) {
    const { at, versions, files, values, sealed } = items.get(id);
    if (daysKept) {
      const item = { number, at, versions, files, sealed: sealed || (await seal(device.publicKey, values)), sent: Date.now() };
      await vault.put(SENT + id, item, Date.now() + daysKept * DAY_MS);
      sent.set(id, item);
    }
    await release(id, !daysKept);
  }

  /** What the office was restored without goes to it again by itself. @returns {Promise<string[]>} */
  async function findLost() {
    if (!sent.size) return [];
    const cases = [...sent].map(([key, item]) => ({ key, version: lastOf(item) || '' }));
    const lost = await call('field_desk.lost', { device: device.code, cases, opener }, true);
    // What was corrected meanwhile goes anyway.
    const ids = lost.filter((id) => sent.has(id) && !items.has(id));
    for (const id of ids) {
      const { number, at, versions, files, sealed } = sent.get(id);
      await keep(id, { number, at, versions, files, sealed, isAgain: true });
    }
    return ids;
  }

  /** What the office has set less days for by now goes at once. */
  async function forgetOld() {
    const old = [...sent].filter(([, item]) => Date.now() - item.sent > daysKept * DAY_MS);
    for (const [id] of old) {
      await vault.drop(SENT + id);
      sent.delete(id);
    }
  }

  /** Parts of files that no case and no draft names any more. */
  async function forgetOthers() {
    const ofDrafts = store.kept(FORM).flatMap(({ values }) => JSON.parse(values.files || '[]'));
    const named = [...ofDrafts, ...enclosed.list(), ...[...items.values(), ...sent.values()].flatMap(({ files }) => files || [])];
    await sweep(new Set(named.map(({ id }) => id)));
  }

  async function drop(id) {
    await release(id, !sent.has(id));
  }

  async function release(id, isGone) {
    const { files = [] } = items.get(id);
    await vault.drop(ITEM + id);
    items.delete(id);
    if (isGone) for (const each of files) await vault.dropParts(each.id);
    changed();
  }

  /** Everything that waits, for a computer with a line to bring in: sealed, so that the file tells nobody anything. */
  async function file() {
    const waiting = all().map(async ([key, { number, values, sealed }]) => ({ number, key, sealed: sealed || (await seal(device.publicKey, values)) }));
    return written(device.code, await Promise.all(waiting), all().flatMap(([, { files = [] }]) => files));
  }

  return {
    file,
    all,
    record,
    send,
    drop,
    findLost,
    forgetOld,
    forgetOthers,
    /** How many the office has that are kept here for it. */
    sent: () => sent.size,
    /** Set one aside with the reason for which the office did not take it. */
    refused: (id, error) => keep(id, { ...items.get(id), error }),
  };
}

/** A place for drafts as a browser has them, in which they lie encrypted. @param {Map<string, any>} held */
export function draftBox(held) {
  const kept = new Map([...held].filter(([id]) => id.startsWith(DRAFT)));
  let last = Promise.resolve();
  // In the order in which they were asked for: what is dropped must not come back.
  const next = (task) => {
    last = last.then(task).catch(() => null);
  };
  return {
    get length() { return kept.size; },
    key: (place) => [...kept.keys()][place] ?? null,
    getItem: (id) => kept.get(id) ?? null,
    setItem(id, text) {
      kept.set(id, text);
      next(() => vault.put(id, text));
    },
    removeItem(id) {
      if (kept.delete(id)) next(() => vault.drop(id));
    },
    /** Until everything that was asked for lies on the device. */
    settled: () => last,
  };
}
