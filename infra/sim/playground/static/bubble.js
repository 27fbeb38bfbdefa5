// One message on the phone, and what the customer can do with it.

import { cardOf, edgeOf, fileOf, quoteOf, tapsOf } from './content.js';
import { el, fold, icon, redraw, setData } from './dom.js';
import { ticks } from './ticks.js';
import { hourMinute } from './time.js';

const EMOJI = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

/**
 * bubble gives create and update for a list of messages. act(what, message,
 * value) is called for what the customer does with one: react, reply, edit,
 * revoke, tap, press, choice, number, place.
 */
export function bubble(act) {
  const drawn = new WeakMap(); // content element → content as text
  const latest = new WeakMap(); // bubble → message

  function create(m) {
    const node = el('li', { class: 'bubble', 'data-from': m.from, 'data-id': m.id },
      el('span', { class: 'unseen', text: m.from === 'customer' ? 'Customer: ' : 'Business: ' }),
      el('div', { class: 'content' }), el('span', { class: 'reactions' }));
    if (m.type !== 'system' && m.status !== 'failed') addActions(node);
    return node;
  }

  function addActions(node) {
    const bar = el('div', { class: 'bar', role: 'group', 'aria-label': 'What to do with this message', hidden: true });
    const button = el('button', { type: 'button', class: 'more-actions plain', 'data-testid': 'actions', 'aria-label': 'React, reply and more', 'aria-expanded': 'false' }, icon('smile'));
    const part = fold(button, bar, () => {
      redraw(bar, ...actions(latest.get(node), (...chosen) => {
        part.close();
        button.focus();
        act(...chosen);
      }));
    });
    node.append(button, bar);
  }

  function update(node, m) {
    latest.set(node, m);
    setData(node, 'status', m.status);
    setData(node, 'day', m.line);
    setData(node, 'type', m.type);
    setData(node, 'deleted', m.deleted ? 'true' : '');
    const [, content, reactions] = node.children;
    const { statuses, status, reactions: emoji, line, ...rest } = m;
    const now = JSON.stringify([rest, status === 'failed']);
    if (drawn.get(content) !== now) redraw(content, ...contentOf(m, (what, value) => act(what, m, value)));
    drawn.set(content, now);
    content.querySelector('.ticks').replaceWith(ticks(status));
    redraw(reactions, ...reactionsOf(emoji));
  }

  return { create, update };
}

function contentOf(m, act) {
  const stamp = el('span', { class: 'stamp' }, m.edited && el('span', { text: 'edited' }), el('time', { text: hourMinute(Number(m.timestamp) * 1_000) }), ticks(m.status));
  if (m.deleted) return [el('span', { class: 'words', text: 'This message was deleted' }), stamp];
  const [kind, card] = [kindOf(m), cardOf(m)];
  const words = card ? '' : m.text || (kind || m.file ? '' : '[no text]');
  return [
    m.echo && el('span', { class: 'kind', text: 'From the phone app' }), quoteOf(m), kind && el('span', { class: 'kind', text: kind }),
    fileOf(m), card, edgeOf(m, 'header'), words && el('span', { class: 'words', dir: 'auto', text: words }), edgeOf(m, 'footer'), stamp,
    m.status === 'failed' && el('span', { class: 'reason', text: reasonOf(m) }), tapsOf(m, act),
  ];
}

const PLAIN = ['text', 'image', 'audio', 'video', 'document', 'sticker', 'location', 'contacts', 'interactive', 'button'];

/** kindOf names what the message does not say by itself. */
function kindOf(m) {
  if (m.template) return `Template ${m.template}${m.language ? ' · ' + m.language : ''}`;
  return PLAIN.includes(m.type) ? '' : m.type;
}

function reasonOf(m) {
  const code = m.code ? ` (${m.code})` : '';
  return m.reason ? `Not delivered: ${m.reason}${code}` : `Not delivered${code}. The ticket says why.`;
}

const reactionsOf = (emoji) =>
  ['customer', 'business'].filter((from) => emoji[from]).map((from) =>
    el('span', { class: 'reaction', 'data-from': from, role: 'img', 'aria-label': `${emoji[from]} of the ${from}`, title: `of the ${from}`, text: emoji[from] }));

function actions(m, act) {
  const button = (label, what) => el('button', { type: 'button', class: 'quiet small', 'data-testid': what, text: label, on: { click: () => act(what, m) } });
  const own = m.from === 'customer' && !m.deleted;
  return [
    ...EMOJI.map((emoji) => reactButton(m, emoji, act)),
    button('Reply', 'reply'),
    own && m.type === 'text' && button('Edit', 'edit'),
    own && button('Delete', 'revoke'),
  ];
}

/** reactButton puts an emoji on a message, or takes it away again. */
function reactButton(m, emoji, act) {
  const on = m.reactions.customer === emoji;
  const label = on ? `Take ${emoji} away` : `React with ${emoji}`;
  const press = () => act('react', m, on ? '' : emoji);
  return el('button', { type: 'button', class: 'emoji', 'data-testid': 'react', 'data-emoji': emoji, 'aria-label': label, 'aria-pressed': String(on), text: emoji, on: { click: press } });
}
