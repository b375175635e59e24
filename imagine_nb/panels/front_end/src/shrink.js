/** Pictures over the limit of an upload, made smaller in the page before they are sent. */

/** The largest size of a picture's shape whose sides are at most `side`; never larger than it is. */
export function fitted({ width, height }, side) {
  const scale = Math.min(1, side / Math.max(width, height, 1));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** A number of bytes in words: "812 kB", "30.0 MB". */
export function bytesText(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** What a picture was before it was shrunk, as the kernel is told it: "from 30.0 MB, 6000 x 4000". */
export function wasText(bytes, { width, height }) {
  return `from ${bytesText(bytes)}, ${width} x ${height}`;
}

const drawn = (bitmap, size) => {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, size);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, size.width, size.height);
  return canvas;
};

const encoded = (canvas, type, quality) => new Promise((done) => canvas.toBlob(done, type, quality));

/** Whether a picture has a pixel that can be seen through; a small copy tells, as no edge of glass is one pixel wide. */
function isSeeThrough(bitmap) {
  const small = drawn(bitmap, fitted(bitmap, 256));
  const { data } = small.getContext("2d").getImageData(0, 0, small.width, small.height);
  for (let at = 3; at < data.length; at += 4) if (data[at] < 250) return true;
  return false;
}

/**
 * A file as it may be uploaded: `{blob, name, was}`, `was` empty where it goes as it is. One over
 * `limits.upload` bytes is scaled to `limits.side` pixels and further until it fits, its orientation turned into
 * its pixels. Throws an Error in words for one that this browser cannot read.
 */
export async function within(file, limits) {
  if (file.size <= limits.upload) return { blob: file, name: file.name || "pasted.png", was: "" };
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => {
    throw new Error(`${file.name || "The file"} is over ${bytesText(limits.upload)} and is no picture that the browser can shrink.`);
  });
  const type = isSeeThrough(bitmap) ? "image/png" : "image/jpeg";
  const whole = { width: bitmap.width, height: bitmap.height };
  try {
    for (let side = limits.side; side >= 256; side = Math.round(side * 0.7)) {
      const blob = await encoded(drawn(bitmap, fitted(bitmap, side)), type, 0.92);
      if (blob && blob.size <= limits.upload) return { blob, name: renamed(file.name, type), was: wasText(file.size, whole) };
    }
  } finally {
    bitmap.close();
  }
  throw new Error(`${file.name || "The file"} cannot be made smaller than ${bytesText(limits.upload)}.`);
}

/** A file's name with the ending of what it now is. */
export function renamed(name, type) {
  const stem = (name || "pasted").replace(/\.[A-Za-z0-9]{1,5}$/, "");
  return `${stem}.${type === "image/png" ? "png" : "jpg"}`;
}
