// When a photo was taken: the one thing that is kept of what a camera writes into its files (B11). Shrinking drops
// all of it, place and serial number included; the date is then written into the new file (Exif 2.32, JPEG only).

const DATE = 0x9003;
const OFFSET = 0x9011;
const EXIF_DIRECTORY = 0x8769;

/// - Returns: `{ date: "2026:11:22 14:05:00", offset: "+01:00" | "" }`, or null when a JPEG file does not say.
export async function captureDate(file) {
  const head = new DataView(await file.slice(0, 256 * 1024).arrayBuffer());
  try {
    const start = exifStart(head);
    return start ? readDate(new DataView(head.buffer, start)) : null;
  } catch (error) {
    // Offsets that lead out of the file: such a file says nothing.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/// Where the TIFF structure begins in a JPEG file, or 0.
function exifStart(view) {
  if (view.getUint16(0) !== 0xffd8) return 0;
  for (let at = 2; view.getUint8(at) === 0xff; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xda) return 0;
    if (marker === 0xe1 && view.getUint32(at + 4) === 0x45786966) return at + 10;
  }
  return 0;
}

function readDate(tiff) {
  const little = tiff.getUint16(0) === 0x4949;
  const entries = (at) =>
    Array.from({ length: tiff.getUint16(at, little) }, (_, n) => at + 2 + 12 * n).map((entry) => ({
      tag: tiff.getUint16(entry, little),
      count: tiff.getUint32(entry + 4, little),
      value: tiff.getUint32(entry + 8, little),
      at: entry + 8,
    }));
  const directory = entries(tiff.getUint32(4, little)).find(({ tag }) => tag === EXIF_DIRECTORY);
  if (!directory) return null;
  const text = (wanted) => {
    const entry = entries(directory.value).find(({ tag }) => tag === wanted);
    if (!entry) return "";
    const from = entry.count > 4 ? entry.value : entry.at;
    const codes = Array.from({ length: Math.min(entry.count, 32) }, (_, n) => tiff.getUint8(from + n));
    return String.fromCharCode(...codes).split("\0")[0];
  };
  const date = text(DATE);
  const offset = text(OFFSET);
  if (!/^\d{4}:\d\d:\d\d \d\d:\d\d:\d\d$/.test(date)) return null;
  return { date, offset: /^[+-]\d\d:\d\d$/.test(offset) ? offset : "" };
}

/// The JPEG with that date in it, and nothing else besides the picture.
export function withCaptureDate(jpeg, { date, offset }) {
  const texts = [[DATE, date], ...(offset ? [[OFFSET, offset]] : [])];
  const directory = 8 + 2 + 12 + 4;
  const strings = directory + 2 + 12 * texts.length + 4;
  const size = strings + texts.reduce((sum, [, text]) => sum + text.length + 1, 0);
  const bytes = new Uint8Array(4 + 6 + size);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xffe1);
  view.setUint16(2, bytes.length - 2);
  bytes.set([0x45, 0x78, 0x69, 0x66, 0, 0], 4);

  const tiff = new DataView(bytes.buffer, 10);
  const entry = (at, tag, type, count, value) => {
    tiff.setUint16(at, tag);
    tiff.setUint16(at + 2, type);
    tiff.setUint32(at + 4, count);
    tiff.setUint32(at + 8, value);
  };
  tiff.setUint32(0, 0x4d4d002a);
  tiff.setUint32(4, 8);
  tiff.setUint16(8, 1);
  entry(10, EXIF_DIRECTORY, 4, 1, directory);
  tiff.setUint16(directory, texts.length);
  let place = strings;
  texts.forEach(([tag, text], n) => {
    entry(directory + 2 + 12 * n, tag, 2, text.length + 1, place);
    for (let at = 0; at < text.length; at += 1) tiff.setUint8(place + at, text.charCodeAt(at));
    place += text.length + 1;
  });
  return new Blob([jpeg.slice(0, 2), bytes, jpeg.slice(2)], { type: "image/jpeg" });
}
