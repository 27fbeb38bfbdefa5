// One comment of a ticket: who wrote it, what it says, and its files.

import { el, icon, redraw, setData } from './dom.js';
import { kindOf, size, typeName } from './file.js';
import { short } from './time.js';

/** showComment puts a comment into its element. */
export function showComment(node, c) {
  const role = c.author_role === 'end-user' ? 'customer' : 'agent';
  setData(node, 'public', c.public);
  setData(node, 'role', role);
  const what = !c.public ? 'Internal note' : role === 'customer' ? 'Customer' : 'Public reply';
  redraw(node,
    el('header', {}, el('b', { dir: 'auto', text: c.author || 'Unknown' }),
      el('span', { class: 'badge' }, ...(c.public ? [] : [icon('lock')]), what),
      role === 'customer' && c.public && quoteButton(c),
      el('time', { datetime: c.created_at, text: short(Date.parse(c.created_at)) })),
    c.body && el('p', { class: 'words', dir: 'auto', text: c.body }),
    c.attachments?.length && el('ul', { class: 'attachments', 'aria-label': 'Files' }, ...c.attachments.map(attachment)),
  );
}

const QUOTE = 'Answer this comment. What is selected in it is quoted, else its beginning.';

const quoteButton = (c) =>
  el('button', { type: 'button', class: 'quote-this', 'data-quote': c.id, 'data-key': 'quote', 'data-testid': 'quote', title: QUOTE }, icon('reply'), 'Quote');

function attachment(file) {
  const trouble = file.malware ? 'malware found' : file.redacted ? 'redacted' : '';
  return el('li', {}, el('a', { class: 'file', href: local(file.url), target: '_blank', rel: 'noreferrer', title: file.content_type, 'data-key': file.id, 'data-testid': 'attachment' },
    el('span', { class: 'file-line' }, icon(kindOf(file.content_type)), el('span', { class: 'file-name', dir: 'auto', text: file.name }),
      el('span', { class: 'file-about', text: [typeName(file.name, file.content_type), size(file.size), file.inline && 'in the text', trouble].filter(Boolean).join(' · ') }))));
}

/** local is an address of the helpdesk's on this page's own origin, by whatever name it was opened. */
function local(address) {
  const url = new URL(address, location.href);
  return url.pathname + url.search;
}
