/** The cases that a device holds until the office has them. */
const version = new URL(import.meta.url).search;
const [{ data, call }, vault, { seal }, { freshCode, freshNumber, inGroups }, store, { sendWith, sweep }, { written }] = await Promise.all(
  ['core', 'field_vault', 'field_seal', 'field_numbers', 'store', 'field_files', 'field_carried'].map((name) => import(`./${name}.js${version}`)),
);

const ITEM = 'case:';
const NUMBERS = 'numbers';
/** Under the PIN: the office knows by it that whoever sends has opened the device. */
export const OPENER = 'opener';
const DRAFT = 'draft:';
// The kind under which the form keeps its drafts.
const FORM = 'new-case';

/**
 * @typedef {{number: string, at: number, code?: string, values?: object, form?: object, sealed?: object, error?: string,
 *   files?: {id: string, parts: number}[], made?: object}} Item `made` is what the office recorded, once only files are to go
 * @param {import('./field_vault.js').Device} device @param {Map<string, any>} held what the vault holds
 * @param {object} kit @param {{take: () => Promise<object[]>, list: () => object[]}} enclosed
 * @param {ReturnType<typeof draftBox>} drafts @param {() => void} changed
 */
export function itemsOf(device, held, kit, enclosed, drafts, changed) {
  const given = new Set(held.get(NUMBERS) || []);
  const opener = held.get(OPENER) || '';
  /** @type {Map<string, Item>} by the key of the call */
  const items = new Map([...held].filter(([id]) => id.startsWith(ITEM)).map(([id, item]) => [id.slice(ITEM.length), item]));

  /** In the order in which they were told. @returns {[string, Item][]} */
  const all = () => [...items].sort(([, one], [, other]) => one.at - other.at);

  async function keep(id, item) {
    await vault.put(ITEM + id, item);
    items.set(id, item);
    changed();
  }

  async function numberFor(known) {
    if (known) return known.number;
    const number = freshNumber(device.code, given);
    given.add(number);
    await vault.put(NUMBERS, [...given]);
    return number;
  }

  /** Record what the form of a case sends; what is sensitive is sealed for the office at once. */
  async function record({ request_id: id, ...values }) {
    const known = items.get(id);
    const isRestricted = Boolean(kit.categories[values.case.category]?.restricted);
    const isUnrecorded = (values.consent.purposes || []).some((each) => each.purpose === 'Record' && each.decision === 'Refused');
    const number = await numberFor(known);
    const at = known?.at || Date.now();
    const files = await enclosed.take();
    const code = isRestricted || isUnrecorded ? '' : known?.code || freshCode(data.code_alphabet);
    const sent = { ...values, recorded_on: new Date(at).toISOString(), status_code: code, files };
    // What is sealed leaves no key here, so its files open here no more.
    const parts = files.map((each) => ({ id: each.id, parts: each.parts }));
    if (isRestricted) await keep(id, { number, at, files: parts, sealed: await seal(device.publicKey, sent) });
    else await keep(id, { number, at, files: parts, code, values: sent, form: formOf(id, files) });
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

  /** Send one; what the office has is held no longer. @param {(left: number) => void} told parts of files that are still to go */
  async function send(id, told) {
    const { number, values, sealed, files = [] } = items.get(id);
    const item = sealed ? { sealed } : values;
    const made = await sendWith(async () => {
      const found = await call('field_desk.send', { device: device.code, number, key: id, item, opener }, true);
      // From here on the office has the words: they cannot be corrected here, and only files are missing.
      if (files.length && !items.get(id).made) await keep(id, { ...items.get(id), made: found, error: '' });
      return found;
    }, vault.part, device.code, told, opener);
    await drop(id);
    return made;
  }

  /** Parts of files that no case and no draft names any more. */
  async function forgetOthers() {
    const ofDrafts = store.kept(FORM).flatMap(({ values }) => JSON.parse(values.files || '[]'));
    const named = [...ofDrafts, ...enclosed.list(), ...[...items.values()].flatMap(({ files }) => files || [])];
    await sweep(new Set(named.map(({ id }) => id)));
  }

  async function drop(id) {
    const { files = [] } = items.get(id);
    await vault.drop(ITEM + id);
    items.delete(id);
    for (const each of files) await vault.dropParts(each.id);
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
    forgetOthers,
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
