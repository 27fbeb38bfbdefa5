// What a customer sends besides words: files of any size, a place, a contact.

import * as draft from './draft.js';
import { byId, el, fold, icon } from './dom.js';
import { read } from './file.js';
import { attempt } from './toast.js';

const MB = 1 << 20;

const QUICK = [
  ['photo', 'image', 'Photo', '', { name: 'Photo', mime: 'image/jpeg' }],
  ['voice', 'audio', 'Voice note', '', { name: 'Voice note', mime: 'audio/ogg; codecs=opus', voice: true }],
  ['pdf', 'document', 'PDF', '', { name: 'factura.pdf', mime: 'application/pdf' }],
  ['document', 'document', 'Document', '45 MB', { name: 'planos.pdf', mime: 'application/pdf', size: 45 * MB }],
  ['video', 'video', 'Video', '90 MB', { name: 'Video', mime: 'video/mp4', size: 90 * MB }],
];

/**
 * tray starts the part behind the plus. give(message, name) sends a message;
 * caption() takes the words that were typed, to stand under a file.
 */
export function tray({ give, caption }) {
  const part = fold(byId('tray-open'), byId('tray'));
  const button = (id, symbol, label, about, press) =>
    el('button', { type: 'button', class: 'tray-button', 'data-testid': 'send-' + id, on: { click: press } }, icon(symbol), el('span', { text: label }), about && el('small', { text: about }));
  const sendFile = (file) => give(draft.file(file, draft.takesCaption(file.mime) ? caption() : ''), file.name);
  const after = (sending) => part.close() ?? sending;
  const field = byId('phone-file');
  byId('tray').append(
    ...QUICK.map(([id, symbol, label, about, file]) => button(id, symbol, label, about, () => after(sendFile(file)))),
    button('file', 'clip', 'File…', 'of yours', () => field.click()),
    button('place', 'place', 'Place', '', () => after(give(draft.place(), 'Puerta del Sol'))),
    button('contact', 'person', 'Contact', '', () => after(give(draft.contact(), 'Luis Prado'))),
  );
  field.addEventListener('change', () => after(attempt(async () => {
    const files = [...field.files];
    field.value = '';
    for (const file of files) await sendFile(await read(file));
  })));
  return part;
}
