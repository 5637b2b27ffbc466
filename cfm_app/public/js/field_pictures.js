/** Pictures as a device keeps them: small enough for a bad line, and with nothing in them but what is seen. */
const LONGEST_SIDE = 1600;
const QUALITY = 0.8;
const SIGNATURE = { width: 600, height: 200 };

/** The bytes behind a data address: no Blob is made, which a browser may lay on the disk. */
const bytesOf = (address) => Uint8Array.from(atob(address.slice(address.indexOf(',') + 1)), (each) => each.charCodeAt(0));

function paper(width, height) {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, width, height);
  return [canvas, pen];
}

/**
 * A photo drawn anew: what the camera wrote into it (place, time, device) is gone, and it is scaled down.
 * @param {Blob} file @returns {Promise<{bytes: Uint8Array, type: string} | null>} null for what the browser cannot show
 */
export async function redrawn(file) {
  const seen = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => null);
  if (!seen) return null;
  const scale = Math.min(1, LONGEST_SIDE / Math.max(seen.width, seen.height));
  const [canvas, pen] = paper(Math.max(1, Math.round(seen.width * scale)), Math.max(1, Math.round(seen.height * scale)));
  pen.drawImage(seen, 0, 0, canvas.width, canvas.height);
  seen.close();
  return { bytes: bytesOf(canvas.toDataURL('image/jpeg', QUALITY)), type: 'image/jpeg' };
}

/** What was drawn in the field for a signature, black on white. @param {[number, number][][]} strokes */
export function signatureOf(strokes) {
  const [canvas, pen] = paper(SIGNATURE.width, SIGNATURE.height);
  Object.assign(pen, { lineWidth: 3, lineCap: 'round', lineJoin: 'round', strokeStyle: '#000' });
  for (const [first, ...others] of strokes) {
    pen.beginPath();
    pen.moveTo(...first);
    for (const point of others) pen.lineTo(...point);
    pen.stroke();
  }
  return { bytes: bytesOf(canvas.toDataURL('image/png')), type: 'image/png' };
}

/** A name that was typed in place of a signature, as a picture of the same size. @param {string} name */
export function typedSignature(name) {
  const [canvas, pen] = paper(SIGNATURE.width, SIGNATURE.height);
  Object.assign(pen, { fillStyle: '#000', textAlign: 'center', textBaseline: 'middle', font: 'italic 48px serif' });
  pen.fillText(name, SIGNATURE.width / 2, SIGNATURE.height / 2, SIGNATURE.width - 40);
  return { bytes: bytesOf(canvas.toDataURL('image/png')), type: 'image/png' };
}
