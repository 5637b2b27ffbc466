/** What a hand does in the diagram: it chooses a state, or draws a step from one state to another. */
import { one } from '../dom.js';

/** Less than this is a click. */
const DRAWN = 8;
const SVG = 'http://www.w3.org/2000/svg';

/** @typedef {{choose: (state: string) => void, connect?: (from: string, to: string) => void}} Acts */

/** @param {HTMLElement} place @param {Acts} acts */
export function bindDrawing(place, acts) {
  const boxOf = (target) => target instanceof Element && target.closest('[data-state]');
  place.addEventListener('click', (event) => {
    const box = boxOf(event.target);
    if (box) acts.choose(box.dataset.state);
  });
  place.addEventListener('keydown', (event) => {
    const box = boxOf(event.target);
    if (!box || (event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    acts.choose(box.dataset.state);
  });
  if (!acts.connect) return;
  place.addEventListener('pointerdown', (event) => {
    const box = boxOf(event.target);
    // A finger scrolls the diagram.
    if (box && event.button === 0 && event.pointerType === 'mouse') new Line(place, box, event, acts.connect);
  });
}

/** A step that is being drawn. */
class Line {
  constructor(place, box, { clientX, clientY }, connect) {
    Object.assign(this, { box, clientX, clientY, connect });
    this.svg = one('svg', place);
    this.ended = new AbortController();
    const { signal } = this.ended;
    document.addEventListener('pointermove', (event) => this.draw(event), { signal });
    document.addEventListener('pointerup', (event) => this.end(event), { signal });
    document.addEventListener('keydown', (event) => { if (event.key === 'Escape') this.drop(); }, { signal });
  }

  draw({ clientX, clientY }) {
    const frame = this.svg.getBoundingClientRect();
    if (!this.line && Math.hypot(clientX - this.clientX, clientY - this.clientY) < DRAWN) return;
    if (!this.line) {
      this.line = document.createElementNS(SVG, 'line');
      this.line.setAttribute('class', 'diagram-drawn');
      this.svg.append(this.line);
    }
    const ends = { x1: this.clientX - frame.left, y1: this.clientY - frame.top, x2: clientX - frame.left, y2: clientY - frame.top };
    for (const [name, value] of Object.entries(ends)) this.line.setAttribute(name, String(value));
  }

  end({ clientX, clientY }) {
    const wasDrawn = Boolean(this.line);
    this.drop();
    const target = document.elementFromPoint(clientX, clientY)?.closest('[data-state]');
    if (wasDrawn && target && target !== this.box) this.connect(this.box.dataset.state, /** @type {HTMLElement} */ (target).dataset.state);
  }

  drop() {
    this.line?.remove();
    this.ended.abort();
  }
}
