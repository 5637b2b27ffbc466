/** Formatted text from elsewhere, with nothing in it that acts. */

const KEPT = new Set(['B', 'STRONG', 'I', 'EM', 'U', 'P', 'DIV', 'BR', 'UL', 'OL', 'LI', 'BLOCKQUOTE', 'H1', 'H2', 'H3', 'H4', 'A', 'SPAN']);
const DROPPED = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'IFRAME', 'OBJECT', 'SVG', 'MATH']);

/** @param {string} html @returns {string} */
export function cleanHtml(html) {
  const source = new DOMParser().parseFromString(html, 'text/html');
  const target = document.createElement('div');
  copy(source.body, target);
  return target.innerHTML;
}

/** @param {Node} from @param {HTMLElement} to */
function copy(from, to) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) to.append(node.textContent || '');
    if (!(node instanceof Element) || DROPPED.has(node.tagName.toUpperCase())) continue;
    if (!KEPT.has(node.tagName)) {
      copy(node, to);
      continue;
    }
    const kept = document.createElement(node.tagName);
    const address = node.getAttribute('href') || '';
    if (node.tagName === 'A' && /^(https?:|mailto:|\/)/.test(address)) kept.setAttribute('href', address);
    copy(node, kept);
    to.append(kept);
  }
}
