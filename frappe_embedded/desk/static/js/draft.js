/** What was typed and not yet stored, kept in this window until the server has said yes. */

/** @param {any} data the page's data */
const key = (data) => `draft:${data.user}:${data.doctype}:${data.isNew ? 'new' : data.name}`;

/** Remember the values, unless the DocType is one whose text must not leave the memory. */
export function keepDraft(data, doc) {
  if (!data.keepsDraft) return;
  try {
    sessionStorage.setItem(key(data), JSON.stringify({ at: Date.now(), doc }));
  } catch {
    // A full store is no reason to disturb the writer: the page itself still has everything.
  }
}

/** @returns {{at: number, doc: any}|null} */
export function findDraft(data) {
  try {
    const found = JSON.parse(sessionStorage.getItem(key(data)) || 'null');
    return found && (data.isNew || found.doc.modified === data.doc.modified) ? found : null;
  } catch {
    return null;
  }
}

export function forgetDraft(data) {
  sessionStorage.removeItem(key(data));
}
