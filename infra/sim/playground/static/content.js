// What stands in a message besides its words: files, places, cards, buttons.

import * as api from './api.js';
import { el, icon } from './dom.js';
import { size, typeName } from './file.js';

const PREVIEW_MAX = 8 << 20; // bytes of a picture that is loaded to be shown

/** quoteOf is the message that this one answers, in one line. */
export const quoteOf = (m) =>
  m.quote && el('span', { class: 'quote', 'data-from': m.quote.from }, el('span', { class: 'unseen', text: 'Answers: ' }), el('span', { dir: 'auto', text: m.quote.words }));

/** fileOf is a file with its name, type and size, and pictures themselves. */
export function fileOf({ file }) {
  if (!file) return null;
  const address = file.id ? api.media(file.id) : file.link;
  const about = [typeName(file.name, file.mime), file.size ? size(file.size) : ''].filter(Boolean).join(' · ');
  const picture = ['image', 'sticker'].includes(file.kind) && file.id && file.size <= PREVIEW_MAX;
  const line = el('span', { class: 'file-line' }, icon(file.kind),
    el('span', { class: 'file-name', dir: 'auto', text: file.name || nameOf(file) }), el('span', { class: 'file-about', text: about }));
  const link = el('a', { class: 'file', href: address, target: picture ? '_blank' : null, rel: 'noreferrer', download: picture ? null : file.name || true, 'data-key': 'file' }, line);
  if (picture) link.prepend(el('img', { class: 'thumb', src: address, alt: '', loading: 'lazy', on: { error: (event) => event.target.remove() } }));
  return link;
}

const nameOf = (file) => ({ image: 'Photo', video: 'Video', audio: file.voice ? 'Voice note' : 'Sound', sticker: 'Sticker' })[file.kind] ?? 'Document';

/** cardOf is a place or contact cards. */
export function cardOf(m) {
  const object = m.object ?? {};
  if (m.type === 'location') {
    return el('span', { class: 'file-line' }, icon('place'),
      el('span', { class: 'file-name', text: [object.name, object.address].filter(Boolean).join(', ') || 'Place' }),
      el('span', { class: 'file-about', text: `${object.latitude}, ${object.longitude}` }));
  }
  if (m.type !== 'contacts' || !Array.isArray(object)) return null;
  return el('div', { class: 'cards' }, ...object.map((card) => el('span', { class: 'file-line' }, icon('person'),
    el('span', { class: 'file-name', dir: 'auto', text: card.name?.formatted_name ?? 'Contact' }),
    el('span', { class: 'file-about', text: (card.phones ?? []).map((phone) => phone.phone).join(', ') }))));
}

/** edgeOf is the header or footer of a message with buttons. */
export const edgeOf = (m, place) => (m.object?.[place]?.text ? el('span', { class: place, dir: 'auto', text: m.object[place].text }) : null);

/**
 * tapsOf are the buttons of the business's message; act(what, value) is called
 * when the customer presses one.
 */
export function tapsOf(m, act) {
  const { type = m.type, action = {} } = m.object ?? {};
  if (m.from !== 'business' || !['interactive', 'template'].includes(m.type)) return null;
  const button = (label, what, value, about) =>
    el('button', { type: 'button', class: 'tap', 'data-key': `${what} ${label}`, 'data-testid': 'tap', on: { click: () => act(what, value) } },
      m.answer === label && icon('check', 'Chosen'), el('span', { dir: 'auto', text: label }), about && el('small', { dir: 'auto', text: about }));
  const lists = {
    button: () => (action.buttons ?? []).map(({ reply }) => button(reply.title, 'tap', reply)),
    list: () => [rows(action, button)],
    request_contact_info: () => [button('Share phone number', 'number')],
    location_request_message: () => [button('Send location', 'place')],
    cta_url: () => [dead(action.parameters?.display_text)],
    flow: () => [dead(action.parameters?.flow_cta)],
    template: () => (m.object?.buttons ?? []).map((b) => (b.type === 'QUICK_REPLY' ? button(b.text, 'press', b.text) : dead(b.text))),
  };
  return lists[type] ? el('div', { class: 'taps' }, ...lists[type]()) : null;
}

/** rows is a list that opens under its button. */
function rows(action, button) {
  const all = (action.sections ?? []).flatMap((section) => [
    section.title && el('b', { dir: 'auto', text: section.title }),
    ...(section.rows ?? []).map((row) => button(row.title, 'choice', row, row.description)),
  ]);
  return el('details', { class: 'rows' }, el('summary', { class: 'tap', 'data-key': 'list', text: action.button ?? 'Choose' }), ...all.filter(Boolean));
}

/** dead is a button that leads out of WhatsApp, where the playground does not go. */
const dead = (label) => el('button', { type: 'button', class: 'tap', disabled: true, title: 'Leads out of WhatsApp', text: label ?? '' });
