/** A voice note: recorded in the page where the browser can, and played again. */
const TYPES = ['audio/ogg;codecs=opus', 'audio/mp4', 'audio/webm;codecs=opus'];
// Enough for speech, and little for a bad line.
const BITS_PER_SECOND = 24000;
const PIECE_MS = 1000;
const TICK_MS = 500;

export const mayRecord = () => Boolean(navigator.mediaDevices?.getUserMedia && globalThis.MediaRecorder);

/**
 * Record until it is stopped, or for as long as it may last.
 * @param {number} mostMs @param {(seconds: number) => void} told
 * @returns {Promise<{stop: () => void, done: Promise<{bytes: Uint8Array, type: string}>}>}
 */
export async function recording(mostMs, told) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const type = TYPES.find((each) => MediaRecorder.isTypeSupported(each)) || '';
  const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: BITS_PER_SECOND });
  const pieces = [];
  // Taken into the memory of the page piece by piece: a large Blob may be laid on the disk.
  recorder.ondataavailable = ({ data }) => pieces.push(data.arrayBuffer());
  const begun = Date.now();
  const clock = setInterval(() => {
    told(Math.floor((Date.now() - begun) / 1000));
    if (Date.now() - begun >= mostMs) stop();
  }, TICK_MS);
  const stop = () => recorder.state !== 'inactive' && recorder.stop();
  const done = new Promise((resolve, reject) => {
    recorder.onerror = () => reject(recorder.error);
    recorder.onstop = async () => resolve({ bytes: joined(await Promise.all(pieces)), type: (recorder.mimeType || type).split(';')[0] });
  }).finally(() => {
    clearInterval(clock);
    for (const track of stream.getTracks()) track.stop();
  });
  recorder.start(PIECE_MS);
  told(0);
  return { stop, done };
}

function joined(pieces) {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(new Uint8Array(piece), at);
    at += piece.byteLength;
  }
  return whole;
}

/** Play what was recorded: by the page itself, which may load sounds from nowhere. @param {Uint8Array} bytes */
export async function play(bytes) {
  const speaker = new AudioContext();
  try {
    const sound = speaker.createBufferSource();
    sound.buffer = await speaker.decodeAudioData(bytes.slice().buffer);
    sound.connect(speaker.destination);
    sound.start();
    sound.onended = () => speaker.close();
  } catch (error) {
    await speaker.close();
    throw error;
  }
}
