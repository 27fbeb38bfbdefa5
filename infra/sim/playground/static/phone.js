// The customer's phone: what it shows, and what the customer does.

import * as api from './api.js';
import { bubble } from './bubble.js';
import { aim, answering, caption, composer, focus, hold, sent } from './composer.js';
import { address, chooser, find, initials, written } from './customers.js';
import { byId, el, keyed, redraw, setData, setText } from './dom.js';
import * as draft from './draft.js';
import { expectInbound } from './path.js';
import { person } from './person.js';
import { choose, chosen } from './place.js';
import { refresher } from './refresh.js';
import { groupName, groupsOf, thread } from './thread.js';
import { attempt } from './toast.js';
import { tray } from './tray.js';
import { windowOf } from './window.js';

const SHOWN = 300;
const EXAMPLES = ['34600111222', 'ES.9f3K2QpXz7LmTt41'];

const CHANGES = ['reaction', 'edit', 'revoke']; // of messages that stay where they are

let who = '';
let chat = ''; // id of a group, or empty for the customer's own chat
let all = []; // messages of the phone, of every chat
const groups = new Set(); // seen on any phone

const messages = refresher(load, take, () => {});
const people = chooser({ open, current: () => who, changed: showCaller });
const bubbles = bubble(act);
const folded = [];

/** phone starts the phone and gives soon() to ask again. */
export function phone() {
  composer({ give, share });
  folded.push(tray({ give, caption }), person({ who: () => who, known: () => find(who), moved: open, changed: look, group: showChat, groups: () => [...groups] }));
  teach();
  const before = chosen('phone');
  if (before) open(before);
  else showCaller();
  return {
    soon() {
      if (who !== '') messages.soon();
      people.soon();
    },
  };
}

function open(next) {
  who = next;
  choose('phone', who);
  all = [];
  for (const part of folded) part.close();
  aim(null);
  people.again();
  showCaller();
  showChat('');
  messages.now();
  if (!matchMedia('(pointer: coarse)').matches) focus();
}

async function load() {
  const of = who;
  if (of === '') return { of, list: [] };
  const [shown, lost] = await Promise.all([api.messages(of), api.undelivered(of)]);
  const failed = (lost ?? []).map((m) => ({ ...m, from: 'business', status: 'failed' }));
  const list = [...shown, ...failed].sort((a, b) => Number(a.timestamp) - Number(b.timestamp));
  return { of, list };
}

function take({ of, list }) {
  if (of !== who) return;
  all = list;
  for (const id of groupsOf(all)) groups.add(id);
  show();
}

function look() {
  people.soon();
  messages.now();
}

function showChat(next) {
  chat = next;
  keyed(byId('bubbles'), [], () => '', () => null, () => {});
  byId('thread').scrollTop = 0; // its end: the thread runs upwards
  show();
}

function show() {
  const list = all.filter((m) => (m.group ?? '') === chat);
  windowOf(list.filter((m) => m.status !== 'failed'));
  byId('phone-teach').hidden = list.length > 0;
  byId('typing').hidden = !list.some((m) => m.typing);
  showChats();
  keyed(byId('bubbles'), thread(list).slice(-SHOWN), (m) => m.id, bubbles.create, bubbles.update);
}

function showChats() {
  const names = [...new Set(['', ...groupsOf(all), chat])];
  byId('chats').hidden = names.length < 2;
  redraw(byId('chats'), ...names.map((id) =>
    el('button', { type: 'button', 'data-key': id || 'own', 'aria-pressed': String(id === chat), text: id ? groupName(id) : 'Private chat', on: { click: () => showChat(id) } })));
}

/** give sends a message in the chat that is open; name is what the path calls it. */
async function give(message, name) {
  if (who === '') return false;
  const forget = expectInbound(name);
  const whole = answering(message);
  const went = await attempt(() => api.send(who, chat ? { ...whole, group_id: chat } : whole));
  if (!went) forget();
  else if (!CHANGES.includes(message.type)) byId('thread').scrollTop = 0; // to what was sent
  sent(whole, went);
  look();
  return went;
}

const share = (id, phone) => give(draft.ownNumber(find(who)?.name ?? 'Customer', phone, id), 'Phone number');

/** act does what the customer chose to do with a message. */
function act(what, m, value) {
  const phone = find(who)?.phone;
  switch (what) {
    case 'react': return give(draft.reaction(m.id, value), value || 'Reaction taken away');
    case 'tap': return give(draft.tap(m.id, value), value.title);
    case 'press': return give(draft.press(m.id, value), value);
    case 'choice': return give(draft.choice(m.id, value), value.title);
    case 'place': return give(draft.quoting(draft.place(), m.id), 'Puerta del Sol');
    case 'revoke': return give(draft.revoke(m.id), 'Deleted message');
    case 'number': return phone ? share(m.id, phone) : aim({ what, m });
    default: return aim({ what, m });
  }
}

function showCaller() {
  const known = find(who);
  const where = known ? written(address(known)) + (known.phone && known.hide_phone ? ', hidden' : '') : written(who);
  setText(byId('caller-name'), known?.name ?? (who ? 'New customer' : 'No phone yet'));
  setText(byId('caller-address'), [where, known?.username && '@' + known.username].filter(Boolean).join(' · '));
  setText(byId('caller-face'), known ? initials(known.name) : who ? '+' : '');
  setData(byId('phone-teach'), 'step', who ? 'write' : 'choose');
  hold(who !== '');
}

function teach() {
  const example = (name) =>
    el('button', { type: 'button', class: 'quiet', text: written(name), on: { click: () => open(name) } });
  byId('phone-teach').append(
    el('div', { 'data-step': 'choose' },
      el('b', { text: 'Pick up a phone' }),
      el('p', { text: 'Give any number or BSUID above. Whoever it is, you write as that customer. For example:' }),
      el('p', { class: 'examples' }, ...EXAMPLES.map(example))),
    el('div', { 'data-step': 'write' },
      el('b', { text: 'Say something' }),
      el('p', { text: 'Type below and press Enter, or send a file with the plus. It goes to the business, becomes a ticket, and opens the 24-hour window.' })),
  );
}
