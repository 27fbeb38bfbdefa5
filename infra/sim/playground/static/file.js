// Files of people: how large, of what kind, and as the controls take them.

import { say } from './toast.js';

const KB = 1 << 10;
const MB = 1 << 20;
const READ_MAX = 16 * MB; // what a control's body has room for

/** size is a number of bytes as people read it: 324 B, 2.9 KB, 45 MB. */
export function size(bytes) {
  if (bytes < KB) return `${bytes} B`;
  const [number, unit] = bytes < MB ? [bytes / KB, 'KB'] : [bytes / MB, 'MB'];
  return `${number < 10 ? Number(number.toFixed(1)) : Math.round(number)} ${unit}`;
}

/** typeName is a file's type in one word: its extension, else the end of its MIME type. */
export function typeName(name, mime) {
  const extension = /\.([A-Za-z0-9]{1,5})$/.exec(name ?? '')?.[1];
  return (extension ?? (mime ?? '').split(';')[0].split('/').pop() ?? '').toUpperCase();
}

/** kindOf is as what WhatsApp shows a file of a type. */
export function kindOf(mime) {
  const base = (mime ?? '').split(';')[0];
  if (['image/jpeg', 'image/png'].includes(base)) return 'image';
  if (['video/mp4', 'video/3gpp'].includes(base)) return 'video';
  if (base.startsWith('audio/')) return 'audio';
  return base === 'image/webp' ? 'sticker' : 'document';
}

/**
 * read is a file that a person chose, {name, mime, size, content}. One too large
 * for a control goes without content, and as many bytes are made up for it.
 */
export async function read(file) {
  const chosen = { name: file.name, mime: file.type || 'application/octet-stream', size: file.size };
  if (file.size <= READ_MAX) return { ...chosen, content: await base64(file) };
  say(`${file.name} is larger than ${size(READ_MAX)}: its name, type and size go out, with bytes that are made up.`);
  return chosen;
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1));
    reader.onerror = () => reject(new Error(`${file.name} cannot be read.`));
    reader.readAsDataURL(file);
  });
}
