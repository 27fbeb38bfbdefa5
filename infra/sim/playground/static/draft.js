// What a customer can send, as Cloud API message objects. Source: Meta,
// Messages webhook reference.

import { kindOf } from './file.js';

export const text = (body) => ({ type: 'text', text: { body } });

/** quoting makes a message the answer to an earlier one, if there is one. */
export const quoting = (message, id) => (id ? { ...message, context: { id } } : message);

/** reaction puts an emoji on a message; an empty one takes it away. */
export const reaction = (id, emoji) => ({ type: 'reaction', reaction: { message_id: id, emoji } });

/** tap presses a button that the business sent. */
export const tap = (id, reply) =>
  quoting({ type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: reply.id, title: reply.title } } }, id);

/** press presses a button of a template; what it stands for is filled in. */
export const press = (id, label) => quoting({ type: 'button', button: { text: label } }, id);

/** choice takes a row of a list that the business sent. */
export const choice = (id, row) =>
  quoting({ type: 'interactive', interactive: { type: 'list_reply', list_reply: { id: row.id, title: row.title, description: row.description } } }, id);

export const place = () => ({
  type: 'location',
  location: { latitude: 40.4168, longitude: -3.7038, name: 'Puerta del Sol', address: 'Madrid' },
});

export const contact = () => ({ type: 'contacts', contacts: [card('Luis Prado', '34600000002')] });

/** ownNumber answers the question for the customer's number. */
export const ownNumber = (name, phone, id) =>
  quoting({ type: 'contacts', contacts: [{ origin: 'contact_request', ...card(name, phone) }] }, id);

const card = (name, phone) => ({ name: { formatted_name: name, first_name: name }, phones: [{ phone: '+' + phone, wa_id: phone, type: 'CELL' }] });

/** edit changes the words of a text that was sent. */
export const edit = (id, body) => ({
  type: 'edit',
  edit: { original_message_id: id, message: { context: { id: 'M0' }, ...text(body) } },
});

/** revoke deletes a message that was sent. */
export const revoke = (id) => ({ type: 'revoke', revoke: { original_message_id: id } });

/** takesCaption says whether words can stand under a file of a type. */
export const takesCaption = (mime) => ['image', 'video', 'document'].includes(kindOf(mime));

/** file sends what file.js has read, or what is made up from a type and a size. */
export function file({ name, mime, size, content, voice }, caption) {
  const kind = kindOf(mime);
  const object = { mime_type: mime, caption: caption || undefined, voice };
  if (kind === 'document') object.filename = name;
  if (content) object.content_base64 = content;
  else if (size) object.size = size;
  return { type: kind, [kind]: object };
}
