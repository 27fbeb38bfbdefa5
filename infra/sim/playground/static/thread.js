// What a phone shows of its messages: reactions, edits and deletions are put on
// the message that they are about, and each quote gets the words it quotes.

import { day } from './time.js';

const KINDS = {
  image: 'Photo', video: 'Video', audio: 'Sound', document: 'Document', sticker: 'Sticker',
  location: 'Place', contacts: 'Contact', interactive: 'Message with buttons', order: 'Order', unsupported: 'Message',
};

/** wordsOf is a message in one line. */
export function wordsOf(m) {
  if (m.deleted) return 'Deleted message';
  if (m.type === 'audio' && m.file?.voice) return 'Voice note';
  return m.text || m.file?.name || cardNames(m) || KINDS[m.type] || m.type;
}

const cardNames = (m) => (m.type === 'contacts' && Array.isArray(m.object) ? m.object.map((card) => card.name?.formatted_name).filter(Boolean).join(', ') : '');

/** groupsOf are the groups that a phone shows, in order of appearance. */
export const groupsOf = (messages) => [...new Set(messages.map((m) => m.group).filter(Boolean))];

/** groupName is a group as people tell it from others. */
export const groupName = (id) => 'Group ' + id.replace(/[^A-Za-z0-9]/g, '').slice(-4);

/** thread is one chat as the phone shows it, oldest first. */
export function thread(messages) {
  const shown = [];
  const byID = new Map();
  for (const message of messages) {
    const about = byID.get(message.quotes);
    if (about && CHANGES[message.type]) {
      CHANGES[message.type](about, message);
      continue;
    }
    const m = { ...message, reactions: {} };
    if (m.quotes) m.quote = about ? { from: about.from, words: wordsOf(about) } : { from: '', words: 'An earlier message' };
    if (about && m.from === 'customer' && ['interactive', 'button'].includes(m.type)) about.answer = m.text;
    byID.set(m.id, m);
    shown.push(m);
  }
  return withDays(shown);
}

const CHANGES = {
  reaction: (about, m) => (about.reactions = { ...about.reactions, [m.from]: m.text }),
  edit: (about, m) => Object.assign(about, { text: m.text, edited: true, file: about.file && { ...about.file, ...m.file } }),
  revoke: (about) => (about.deleted = true),
};

/** withDays puts a line before the first message of each day. */
function withDays(list) {
  let before = '';
  return list.map((m) => {
    const today = day(Number(m.timestamp) * 1_000);
    const line = today === before ? '' : today;
    before = today;
    return { ...m, line };
  });
}
