// The helpdesk: the list of tickets, latest change first, and the open one.

import * as api from './api.js';
import { byId, el, keyed, setData, setText } from './dom.js';
import { choose, chosen } from './place.js';
import { refresher } from './refresh.js';
import { short } from './time.js';
import { showTicket, ticketView } from './ticket.js';

const SHOWN = 100;

let all = [];
let open = Number(chosen('ticket')) || 0;

/** desk starts the helpdesk and gives soon() to ask again. */
export function desk() {
  const list = refresher(api.tickets, take, () => {});
  ticketView(list.now);
  return { soon: list.soon };
}

function take(tickets) {
  all = tickets.map((t) => ({ ...t, tags: t.tags ?? [], comments: t.comments ?? [] }));
  show();
}

function show() {
  const latest = [...all].sort((a, b) => changedAt(b) - changedAt(a) || b.id - a.id);
  if (!latest.some((t) => t.id === open)) open = latest[0]?.id ?? 0;
  byId('desk-teach').hidden = latest.length > 0;
  keyed(byId('tickets'), latest.slice(0, SHOWN).map(summary), (t) => t.id, create, update);
  byId('tickets-more').hidden = latest.length <= SHOWN;
  setText(byId('tickets-more'), `and ${latest.length - SHOWN} older ones`);
  showTicket(latest.find((t) => t.id === open));
}

const changedAt = (t) => Date.parse(t.comments.at(-1)?.created_at ?? t.updated_at ?? '') || 0;

function summary(t) {
  const last = t.comments.at(-1);
  return { id: t.id, subject: t.subject, status: t.status, requester: t.requester, on: t.id === open, at: changedAt(t), last: last?.body ?? '', internal: last?.public === false };
}

function create(t) {
  return el('li', {}, el('button', { type: 'button', class: 'ticket', 'data-testid': 'ticket', 'data-id': t.id, on: { click: () => pick(t.id) } },
    el('span', { class: 'ticket-subject', dir: 'auto' }), el('span', { class: 'pill' }),
    el('span', { class: 'ticket-last', dir: 'auto' }), el('time', {})));
}

function update(node, t) {
  const button = node.firstChild;
  const [subject, pill, last, at] = button.children;
  setData(button, 'status', t.status);
  if (t.on) button.setAttribute('aria-current', 'true');
  else button.removeAttribute('aria-current');
  setText(subject, `#${t.id} ${t.requester || t.subject || ''}`);
  setText(pill, t.status);
  setData(pill, 'status', t.status);
  setText(last, t.last.slice(0, 160));
  setData(last, 'internal', t.internal ? 'true' : '');
  setText(at, t.at ? short(t.at) : '');
}

function pick(id) {
  open = id;
  choose('ticket', String(id));
  show();
}
