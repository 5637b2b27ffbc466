/** A field to sign in with finger, pen or mouse. What is drawn is kept as strokes of points, not as a picture. */

const PEN = 3;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} width of the field in which points are counted, however large it is on the screen
 * @param {number} height
 */
export function drawingIn(canvas, width, height) {
  const pen = canvas.getContext('2d');
  let strokes = [];
  let drawn = null;

  function point(event) {
    const box = canvas.getBoundingClientRect();
    const within = (value, most) => Math.round(Math.min(Math.max(value, 0), most));
    return [within((event.clientX - box.left) * (width / box.width), width), within((event.clientY - box.top) * (height / box.height), height)];
  }

  function line(from, to) {
    pen.lineWidth = PEN;
    pen.lineCap = 'round';
    pen.strokeStyle = getComputedStyle(canvas).color;
    pen.beginPath();
    pen.moveTo(...from);
    pen.lineTo(...to);
    pen.stroke();
  }

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    drawn = [point(event)];
    strokes.push(drawn);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (!drawn) return;
    const [to, from] = [point(event), drawn.at(-1)];
    if (to[0] === from[0] && to[1] === from[1]) return;
    line(from, to);
    drawn.push(to);
  });
  for (const end of ['pointerup', 'pointercancel']) {
    canvas.addEventListener(end, () => { drawn = null; });
  }

  return {
    clear() {
      strokes = [];
      pen.clearRect(0, 0, width, height);
    },
    isEmpty: () => !strokes.some((each) => each.length > 1),
    strokes: () => strokes,
  };
}
