// One open ticket: its comments, its status and tags. Replies are reply.js's.

import * as api from './api.js';
import { showComment } from './comment.js';
import { byId, el, icon, keyed, setText } from './dom.js';
import { quote, reply, showReply } from './reply.js';
import { attempt } from './toast.js';

let shown = null; // the ticket on the screen

/** ticketView starts the open ticket; changed() is called after an action. */
export function ticketView(changed) {
  const act = async (action) => {
    const worked = await attempt(action);
    changed();
    return worked;
  };

  reply(act);
  byId('comments').addEventListener('click', (event) => {
    const id = event.target.closest('[data-quote]')?.dataset.quote;
    if (id) quote(shown.comments.find((c) => c.id === id), event.target.closest('.comment'));
  });

  byId('ticket-statuses').addEventListener('click', (event) => {
    const status = event.target.closest('button')?.dataset.status;
    if (shown && status && status !== shown.status) act(() => api.change(shown.id, { status }));
  });
  byId('tag-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const field = byId('tag-input');
    const tag = field.value.trim().toLowerCase().replace(/\s+/g, '_');
    field.value = '';
    if (shown && tag && !shown.tags.includes(tag)) act(() => api.change(shown.id, { tags: [...shown.tags, tag] }));
  });
  byId('tags').addEventListener('click', (event) => {
    const tag = event.target.closest('button')?.dataset.tag;
    if (shown && tag) act(() => api.change(shown.id, { tags: shown.tags.filter((other) => other !== tag) }));
  });
}

/** showTicket puts a ticket on the screen, or nothing. */
export function showTicket(ticket) {
  const other = ticket?.id !== shown?.id;
  shown = ticket ?? null;
  byId('ticket-open').hidden = !ticket;
  if (!ticket) return;
  setText(byId('ticket-subject'), ticket.subject || 'No subject');
  setText(byId('ticket-about'), [`#${ticket.id}`, ticket.requester, ticket.status].filter(Boolean).join(' · '));
  for (const button of byId('ticket-statuses').children) {
    button.setAttribute('aria-pressed', String(button.dataset.status === ticket.status));
    button.disabled = ticket.status === 'closed';
  }
  const closed = ticket.status === 'closed';
  keyed(byId('tags'), ticket.tags.map((tag) => ({ tag, closed })), (t) => t.tag, () => el('li'), (node, t) => {
    node.replaceChildren(el('span', { text: t.tag }),
      el('button', { type: 'button', 'data-tag': t.tag, 'aria-label': `Remove tag ${t.tag}`, disabled: t.closed }, icon('close')));
  });
  byId('tag-input').disabled = closed;
  showReply(ticket, other);
  if (other) {
    keyed(byId('comments'), [], () => '', () => null, () => {});
    byId('comments-scroll').scrollTop = 0; // its end: the comments run upwards
  }
  keyed(byId('comments'), ticket.comments, (c) => c.id, () => el('li', { class: 'comment' }), showComment);
}
