// One open ticket: its comments, its status and tags, and the agent's reply.

import * as api from './api.js';
import { byId, el, icon, keyed, sendOnEnter, setData, setText } from './dom.js';
import { expectOutbound } from './path.js';
import { short } from './time.js';
import { attempt } from './toast.js';

const HINTS = {
  public: 'Reaches the phone. Enter sends.',
  internal: 'Only agents see it. Try /wa help.',
  closed: 'A closed ticket takes no replies. When the customer writes again, a new one opens.',
};

let shown = null; // the ticket on the screen

/** ticketView starts the open ticket; changed() is called after an action. */
export function ticketView(changed) {
  const act = async (action) => {
    const worked = await attempt(action);
    changed();
    return worked;
  };

  byId('reply-form').addEventListener('submit', async (event) => {
    event.preventDefault();
    const field = byId('reply-input');
    const text = field.value;
    const id = shown?.id;
    if (!id || text.trim() === '' || shown.status === 'closed') return;
    const isPublic = kind() === 'public';
    field.value = '';
    const forget = isPublic ? expectOutbound(text) : () => {};
    if (!(await act(() => api.comment(id, text, isPublic)))) {
      forget();
      if (field.value.trim() === '') field.value = text;
    }
  });
  sendOnEnter(byId('reply-input'));
  for (const choice of byId('reply-form').elements.kind) choice.addEventListener('change', showForm);

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

const kind = () => byId('reply-form').elements.kind.value;

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
  showForm();
  if (other) {
    keyed(byId('comments'), [], () => '', () => null, () => {});
    byId('comments-scroll').scrollTop = 0; // its end: the comments run upwards
  }
  keyed(byId('comments'), ticket.comments, (c) => c.id, () => el('li', { class: 'comment' }), showComment);
}

function showComment(node, c) {
  const role = c.author_role === 'end-user' ? 'customer' : 'agent';
  setData(node, 'public', c.public);
  setData(node, 'role', role);
  const what = !c.public ? 'Internal note' : role === 'customer' ? 'Customer' : 'Public reply';
  node.replaceChildren(
    el('header', {}, el('b', { dir: 'auto', text: c.author || 'Unknown' }),
      el('span', { class: 'badge' }, ...(c.public ? [] : [icon('lock')]), what),
      el('time', { datetime: c.created_at, text: short(Date.parse(c.created_at)) })),
    el('p', { class: 'words', dir: 'auto', text: c.body }),
  );
}

function showForm() {
  const closed = shown?.status === 'closed';
  setData(byId('reply-form'), 'public', kind() === 'public');
  byId('reply-input').disabled = closed;
  byId('reply-input').placeholder = closed ? 'Closed' : kind() === 'public' ? 'Reply to the customer' : 'Note for agents';
  document.querySelector('[data-testid="reply-send"]').disabled = closed;
  setText(document.querySelector('[data-testid="reply-send"]'), kind() === 'public' ? 'Send' : 'Add note');
  setText(byId('reply-hint'), HINTS[closed ? 'closed' : kind()]);
}
