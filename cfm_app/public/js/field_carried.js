/**
 * The file in which a device that never has a line carries what it holds: one line that names its cases, sealed, and after
 * it the parts of their files, encrypted as they lie on the device.
 */
const version = new URL(import.meta.url).search;
const vault = await import(`./field_vault.js${version}`);

const MARK = 'cfm_field';
const LINE_END = 10;
const READ_AT_ONCE = 64 * 1024;
const LONGEST_LINE = 64 * 1024 ** 2;

/** @param {string} device its code @param {object[]} items sealed @param {{id: string, parts: number}[]} files @returns {Promise<Blob>} */
export async function written(device, items, files) {
  const parts = [];
  const bodies = [];
  for (const { id, parts: count } of files) {
    for (let number = 0; number < count; number += 1) {
      const body = await vault.part(id, number);
      if (!body) continue;
      parts.push([id, number, body.length]);
      // A Blob of its own lies with the browser: the page holds one part at a time.
      bodies.push(new Blob([body]));
    }
  }
  return new Blob([`${JSON.stringify({ [MARK]: 1, device, items, parts })}\n`, ...bodies], { type: 'application/octet-stream' });
}

/**
 * @param {Blob} file @returns {Promise<{device: string, items: {number: string, key: string, sealed: object}[],
 *   partOf: (file: string, number: number) => Promise<Uint8Array | undefined>} | null>} null for what is no such file
 */
export async function carriedIn(file) {
  const [line, begin] = await firstLine(file);
  const said = parsed(line);
  if (!said?.[MARK] || !Array.isArray(said.items)) return null;
  const places = new Map();
  let at = begin;
  for (const [id, number, length] of said.parts || []) {
    places.set(`${id} ${number}`, [at, at + length]);
    at += length;
  }
  return {
    device: said.device,
    items: said.items,
    async partOf(id, number) {
      const place = places.get(`${id} ${number}`);
      return place && new Uint8Array(await file.slice(...place).arrayBuffer());
    },
  };
}

/** The first line of a file, and where the next one begins. @returns {Promise<[string, number]>} */
async function firstLine(file) {
  const pieces = [];
  for (let at = 0; at < Math.min(file.size, LONGEST_LINE); at += READ_AT_ONCE) {
    const bytes = new Uint8Array(await file.slice(at, at + READ_AT_ONCE).arrayBuffer());
    const end = bytes.indexOf(LINE_END);
    pieces.push(end < 0 ? bytes : bytes.subarray(0, end));
    if (end >= 0) return [await new Blob(pieces).text(), at + end + 1];
  }
  return [await new Blob(pieces).text(), file.size];
}

function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
