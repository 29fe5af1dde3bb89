// Photos are made small before they travel (B9): 2,560 px at most, upright, and without what the camera wrote into them.
import { captureDate, withCaptureDate } from "./capture-date.js";

/// Of the longer side, in pixels: the largest that the server keeps.
const LONGEST_SIDE = 2560;
const QUALITY = 0.85;

/// One at a time: a telephone has room for one large picture, not for ten.
let turn = Promise.resolve();

/// - Returns: what is to be sent: `{ blob, name }`. What this browser cannot read goes as it is.
export function shrink(file) {
  const mine = turn.then(() => shrunk(file));
  turn = mine.catch(() => null);
  return mine;
}

async function shrunk(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    // HEIC outside of Apple's browsers, or no picture at all: the server will tell.
    return { blob: file, name: file.name };
  }
  try {
    const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
    const width = Math.max(1, Math.round(bitmap.width * scale));
    const height = Math.max(1, Math.round(bitmap.height * scale));
    const jpeg = await encoded(bitmap, width, height, "image/jpeg");
    if (/png|gif/.test(file.type)) {
      // A drawing or a screen shot is smaller, and sharper, without loss.
      const png = await encoded(bitmap, width, height, "image/png");
      if (png.size <= jpeg.size) return { blob: png, name: renamed(file.name, "png") };
    }
    const date = await captureDate(file);
    return { blob: date ? withCaptureDate(jpeg, date) : jpeg, name: renamed(file.name, "jpg") };
  } finally {
    bitmap.close();
  }
}

async function encoded(bitmap, width, height, type) {
  const canvas = makeCanvas(width, height);
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  if (type === "image/jpeg") {
    // What is transparent would become black.
    context.fillStyle = "#fff";
    context.fillRect(0, 0, width, height);
  }
  context.drawImage(bitmap, 0, 0, width, height);
  return canvas.convertToBlob
    ? canvas.convertToBlob({ type, quality: QUALITY })
    : new Promise((resolve, reject) =>
        canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no room for the picture"))), type, QUALITY),
      );
}

function makeCanvas(width, height) {
  if ("OffscreenCanvas" in globalThis) return new OffscreenCanvas(width, height);
  return Object.assign(document.createElement("canvas"), { width, height });
}

const renamed = (name, extension) => `${name.replace(/\.[^.]*$/, "") || "photo"}.${extension}`;
