// The marks beside a message: a clock, one tick, two, two blue, or red.

import { icon } from './dom.js';

const SHOWN = {
  accepted: ['accepted', 'accepted, not yet sent'],
  sent: ['sent', 'sent'],
  delivered: ['delivered', 'delivered'],
  read: ['delivered', 'read'],
  played: ['delivered', 'played'],
  failed: ['failed', 'not delivered'],
};

/** ticks is the mark for a status; its colour comes from data-status around it. */
export function ticks(status) {
  const [name, label] = SHOWN[status] ?? ['accepted', status || 'unknown'];
  const mark = icon(name, label);
  mark.classList.add('ticks');
  const title = document.createElementNS('http://www.w3.org/2000/svg', 'title');
  title.textContent = label;
  mark.prepend(title);
  return mark;
}
