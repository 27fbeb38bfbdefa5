// The field on the phone: what is typed, and which message it is about.

import { byId, sendOnEnter, setText } from './dom.js';
import * as draft from './draft.js';
import { wordsOf } from './thread.js';

const STRIPS = { reply: 'Reply to', edit: 'Edit' };
const ANSWERS = ['text', 'image', 'audio', 'video', 'document', 'sticker', 'location', 'contacts'];

let about = null; // {what, m}: the message to answer, to edit, or that asks for the number
let taken = ''; // words that are on their way
let ready = false; // somebody holds the phone

const field = () => byId('phone-input');

/**
 * composer starts the field. give(message, name) sends; share(id, phone) answers
 * the question for the customer's number.
 */
export function composer({ give, share }) {
  byId('phone-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const text = field().value;
    if (text.trim() === '' || !ready) return;
    const edited = about?.what === 'edit' ? about.m.id : '';
    caption();
    give(edited ? draft.edit(edited, text) : draft.text(text), text);
  });
  sendOnEnter(field());
  field().addEventListener('input', enable);
  byId('pending-drop').addEventListener('click', () => {
    if (about?.what === 'edit') field().value = '';
    aim(null);
    focus();
  });
  byId('number-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const digits = byId('number-input').value.replace(/\D/g, '');
    if (digits && about) share(about.m.id, digits);
  });
}

/** aim says which message the next one is about; null for none. */
export function aim(next) {
  about = next;
  byId('pending').hidden = !STRIPS[about?.what];
  byId('number-form').hidden = about?.what !== 'number';
  setText(byId('pending-kind'), STRIPS[about?.what] ?? '');
  setText(byId('pending-words'), about ? wordsOf(about.m).slice(0, 120) : '');
  if (about?.what === 'edit') field().value = about.m.text;
  if (about?.what === 'number') byId('number-input').focus();
  else if (about) focus();
  enable();
}

/** answering makes a message the answer to the one that was chosen. */
export function answering(message) {
  const quotes = about?.what === 'reply' && !message.context && ANSWERS.includes(message.type);
  return quotes ? draft.quoting(message, about.m.id) : message;
}

/** caption takes the words out of the field, to go along with a file. */
export function caption() {
  taken = field().value;
  field().value = '';
  enable();
  return taken.trim();
}

/** sent forgets the words that went and what they were about; those that did not go come back. */
export function sent(message, went) {
  if (!went && field().value.trim() === '') field().value = taken;
  taken = '';
  const id = message.context?.id ?? message.edit?.original_message_id;
  if (went && about && id === about.m.id) aim(null);
  enable();
}

/** hold says whether somebody holds the phone. */
export function hold(on) {
  ready = on;
  field().disabled = !on;
  field().placeholder = on ? 'Message' : 'Choose a customer first';
  byId('tray-open').disabled = !on;
  byId('person-menu').disabled = !on;
  enable();
}

/** focus puts the cursor into the field. */
export const focus = () => field().focus();

function enable() {
  document.querySelector('[data-testid="phone-send"]').disabled = !ready || field().value.trim() === '';
}
