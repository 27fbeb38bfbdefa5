// Faults: break one thing on purpose, see what is armed, mend everything.

import * as api from './api.js';
import { byId, el, keyed } from './dom.js';
import { refresher } from './refresh.js';
import { attempt } from './toast.js';

const PRESETS = [
  ['zendesk-429', 'Zendesk 429 ×3', 'Zendesk refuses the next three calls and asks for 2 s of patience',
    { target: 'zendesk', do: 'status', status: 429, retry_after: 2, times: 3 }],
  ['zendesk-hang', 'Zendesk hangs', 'The next call to Zendesk gets no answer until the caller gives up',
    { target: 'zendesk', do: 'hang', times: 1 }],
  ['zendesk-drop', 'Zendesk loses an answer', 'The next write to Zendesk is done, but the answer never comes back',
    { target: 'zendesk', path: '^(POST|PUT) .*tickets', do: 'drop-answer', times: 1 }],
  ['kill-inbound', 'Kill inbound after PUT', 'The inbound function dies right after its next PUT to Zendesk: a comment on an open ticket',
    { target: 'function', name: 'inbound', do: 'kill', after: 'zendesk PUT', times: 1 }],
  ['graph-drop', 'WhatsApp loses an answer', 'The next message is sent, but the answer never comes back',
    { target: 'graph', path: '^POST .*/messages$', do: 'drop-answer', times: 1 }],
];

/** faults starts the part of the panel that breaks things. */
export function faults() {
  const list = refresher(api.faults, show, () => {});
  const act = async (action) => {
    await attempt(action);
    list.now();
  };
  byId('presets').append(...PRESETS.map(([name, label, title, fault]) =>
    el('button', { type: 'button', class: 'quiet small', 'data-testid': 'fault-' + name, title, text: label, on: { click: () => act(() => api.arm(fault)) } })));
  byId('faults-clear').addEventListener('click', () => act(api.disarm));
  return list;
}

function show(armed) {
  byId('faults-none').hidden = armed.length > 0;
  byId('faults-clear').hidden = armed.length === 0;
  const numbered = armed.map((fault, index) => ({ index, ...fault }));
  keyed(byId('faults'), numbered, (f) => f.index, () => el('li'), (node, f) =>
    node.replaceChildren(el('span', { text: sentence(f) }), el('b', { text: `${f.times || 1} left` })));
}

function sentence(f) {
  const where = f.path ? ` on ${f.path}` : '';
  switch (f.do) {
    case 'status': return `${f.target} answers ${f.status}${f.retry_after ? `, again in ${f.retry_after} s` : ''}${where}`;
    case 'hang': return `${f.target} hangs${where}`;
    case 'drop-answer': return `${f.target} loses its answer${where}`;
    case 'kill': return `${f.name || 'any function'} dies after ${f.after}`;
    default: return `${f.target} ${f.do}${where}`;
  }
}
