// The files that an agent attaches: of this machine, or made up.

import { byId, el, icon, redraw } from './dom.js';
import { kindOf, read, size, typeName } from './file.js';
import { attempt } from './toast.js';

const MB = 1 << 20;

const QUICK = [
  ['photo', 'Photo', { name: 'foto.jpg' }],
  ['pdf', 'PDF, 2 MB', { name: 'factura.pdf', size: 2 * MB }],
  ['document', 'Document, 45 MB', { name: 'catalogo.pdf', size: 45 * MB }],
  ['video', 'Video, 12 MB', { name: 'montaje.mp4', size: 12 * MB }],
  ['large', 'Video, 20 MB (too large)', { name: 'visita.mp4', size: 20 * MB }],
  ['type', 'ZIP (not taken)', { name: 'fotos.zip', size: MB }],
];

/** attachments starts the choice; list() gives what is chosen, as the control takes it. */
export function attachments() {
  let chosen = [];
  const picker = byId('reply-file');

  function set(files) {
    chosen = files;
    redraw(byId('reply-files'), ...chosen.map((file, index) => el('li', {}, icon(kindOf(file.content_type)),
      el('span', { class: 'file-name', dir: 'auto', text: file.name }), el('span', { class: 'file-about', text: aboutOf(file) }),
      el('button', { type: 'button', class: 'plain', 'aria-label': `Remove ${file.name}`, on: { click: () => set(chosen.filter((_, i) => i !== index)) } }, icon('close')))));
  }

  const button = (id, label, press) => el('button', { type: 'button', class: 'quiet small', 'data-testid': 'attach-' + id, text: label, on: { click: press } });
  byId('files-tray').append(
    button('file', 'File of yours…', () => picker.click()),
    ...QUICK.map(([id, label, file]) => button(id, label, () => set([...chosen, file]))),
  );
  picker.addEventListener('change', () => attempt(async () => {
    const files = [...picker.files];
    picker.value = '';
    for (const one of files) {
      const file = asControl(await read(one));
      set([...chosen, file]); // what else was chosen meanwhile stays
    }
  }));
  return { list: () => chosen, set };
}

const asControl = ({ name, mime, size, content }) => ({ name, content_type: mime, ...(content ? { content_base64: content } : { size }) });

/** aboutOf is type and size; base64 has four letters for three bytes. */
function aboutOf(file) {
  const bytes = file.size ?? (file.content_base64 ? Math.floor(file.content_base64.replace(/=+$/, '').length * 3 / 4) : 0);
  return [typeName(file.name, file.content_type), bytes ? size(bytes) : ''].filter(Boolean).join(' · ');
}
