// The customer's phone: what it shows, and what the customer types.

import * as api from './api.js';
import { address, chooser, find, initials, written } from './customers.js';
import { byId, el, keyed, sendOnEnter, setData, setText } from './dom.js';
import { expectInbound } from './path.js';
import { choose, chosen } from './place.js';
import { refresher } from './refresh.js';
import { ticks } from './ticks.js';
import { day, hourMinute } from './time.js';
import { attempt } from './toast.js';
import { windowOf } from './window.js';

const SHOWN = 300;
const EXAMPLES = ['34600111222', 'ES.9f3K2QpXz7LmTt41'];

let who = '';

/** phone starts the phone and gives soon() to ask again. */
export function phone() {
  const messages = refresher(load, show, () => {});
  const people = chooser({ open, current: () => who, changed: showCaller });

  function open(next) {
    who = next;
    choose('phone', who);
    keyed(byId('bubbles'), [], () => '', () => null, () => {});
    people.again();
    showCaller();
    show({ of: who, list: [] });
    byId('thread').scrollTop = 0; // its end: the thread runs upwards
    messages.now();
    if (!matchMedia('(pointer: coarse)').matches) byId('phone-input').focus();
  }

  byId('phone-form').addEventListener('submit', (event) => {
    event.preventDefault();
    send();
  });
  sendOnEnter(byId('phone-input'));
  byId('phone-input').addEventListener('input', enable);

  async function send() {
    const field = byId('phone-input');
    const text = field.value;
    if (text.trim() === '' || who === '') return;
    field.value = '';
    enable();
    const forget = expectInbound(text);
    if (!(await attempt(() => api.write(who, text)))) {
      forget();
      if (field.value.trim() === '') field.value = text;
    }
    enable();
    people.soon();
    messages.now();
  }

  teach(open);
  const before = chosen('phone');
  if (before) open(before);
  else showCaller();
  return { soon: () => (messages.soon(), people.soon()) };
}

async function load() {
  const of = who;
  if (of === '') return { of, list: [] };
  const [shown, lost] = await Promise.all([api.messages(of), api.undelivered(of)]);
  const failed = lost.map((m) => ({ ...m, from: 'business', status: 'failed' }));
  const list = [...shown, ...failed].sort((a, b) => Number(a.timestamp) - Number(b.timestamp)); // stable: order of arrival within a second
  return { of, list };
}

function show({ of, list }) {
  if (of !== who) return; // another phone was opened meanwhile
  byId('phone-teach').hidden = list.length > 0;
  windowOf(list.filter((m) => m.status !== 'failed'));
  keyed(byId('bubbles'), withDays(list.slice(-SHOWN)), (m) => m.id, create, update);
}

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

const create = (m) => el('li', { class: 'bubble', 'data-from': m.from, 'data-id': m.id });

function update(node, m) {
  setData(node, 'status', m.status);
  setData(node, 'day', m.line);
  setData(node, 'type', m.type);
  const kind = kindOf(m);
  node.replaceChildren(...[
    el('span', { class: 'unseen', text: m.from === 'customer' ? 'Customer: ' : 'Business: ' }),
    kind && el('span', { class: 'kind', text: kind }),
    el('span', { class: 'words', dir: 'auto', text: m.text || (kind ? '' : '[no text]') }),
    el('span', { class: 'stamp' }, el('time', { text: hourMinute(Number(m.timestamp) * 1_000) }), ticks(m.status)),
    m.status === 'failed' && el('span', { class: 'reason', text: reasonOf(m) }),
  ].filter(Boolean));
}

function kindOf(m) {
  if (m.template) return `Template ${m.template}${m.language ? ' · ' + m.language : ''}`;
  return m.type === 'text' ? '' : m.type;
}

function reasonOf(m) {
  const code = m.code ? ` (${m.code})` : '';
  return m.reason ? `Not delivered: ${m.reason}${code}` : `Not delivered${code}. The ticket says why.`;
}

function showCaller() {
  const known = find(who);
  setText(byId('caller-name'), known?.name ?? (who ? 'New customer' : 'No phone yet'));
  setText(byId('caller-address'), known ? [...new Set([written(address(known)), known.username && '@' + known.username])].filter(Boolean).join(' · ') : written(who));
  setText(byId('caller-face'), known ? initials(known.name) : who ? '+' : '');
  byId('phone-input').disabled = who === '';
  byId('phone-input').placeholder = who ? 'Message' : 'Choose a customer first';
  setData(byId('phone-teach'), 'step', who ? 'write' : 'choose');
  enable();
}

function enable() {
  const field = byId('phone-input');
  document.querySelector('[data-testid="phone-send"]').disabled = who === '' || field.value.trim() === '';
}

function teach(open) {
  const example = (name) =>
    el('button', { type: 'button', class: 'quiet', text: written(name), on: { click: () => open(name) } });
  byId('phone-teach').append(
    el('div', { 'data-step': 'choose' },
      el('b', { text: 'Pick up a phone' }),
      el('p', { text: 'Give any number or BSUID above. Whoever it is, you write as that customer. For example:' }),
      el('p', { class: 'examples' }, ...EXAMPLES.map(example))),
    el('div', { 'data-step': 'write' },
      el('b', { text: 'Say something' }),
      el('p', { text: 'Type below and press Enter. The message goes to the business, becomes a ticket, and opens its 24-hour window.' })),
  );
}
