// The system in numbers: queues with their dead letters, and functions.

import * as api from './api.js';
import { byId, el, keyed, setData, setText } from './dom.js';
import { refresher } from './refresh.js';

/** panel starts the tables. */
export function panel() {
  return refresher(api.system, show, () => {});
}

function show(system) {
  const queues = pair(system?.queues ?? []);
  fill(byId('queues'), queues, ['waiting', 'flying', 'later', 'dead'], 'No queues are told of here.');
  showLetters(system?.queues ?? []);
  const functions = (system?.functions ?? []).map((f) => ({
    name: f.name, runs: f.invocations ?? 0, errors: (f.errors ?? 0), cold: f.cold_starts ?? 0, now: f.running ?? 0,
  }));
  fill(byId('functions'), functions, ['runs', 'errors', 'cold', 'now'], 'No functions are told of here.');
}

/** pair puts a queue and its dead-letter queue into one line. */
function pair(queues) {
  const prefix = commonPrefix(queues.map((q) => q.name));
  const lines = new Map();
  for (const q of queues) {
    const name = q.name.slice(prefix.length).replace(/\.fifo$/, '');
    const main = name.replace(/-?dlq$/i, '');
    const line = lines.get(main) ?? { name: main, waiting: 0, flying: 0, later: 0, dead: 0 };
    if (name === main) Object.assign(line, { waiting: q.visible ?? 0, flying: q.in_flight ?? 0, later: q.delayed ?? 0 });
    else line.dead = (q.visible ?? 0) + (q.in_flight ?? 0) + (q.delayed ?? 0);
    lines.set(main, line);
  }
  return [...lines.values()];
}

/**
 * showLetters lists what was parked: its kind and the reason, never its text.
 * Of many the system tells the newest, and how many more there are.
 */
function showLetters(queues) {
  const letters = queues.flatMap((q) => [
    ...(q.messages ?? []).map((m) => ({ ...m, queue: q.name })),
    ...(q.not_shown ? [{ id: 'more in ' + q.name, queue: q.name, more: q.not_shown }] : []),
  ]);
  byId('letters').hidden = letters.length === 0;
  setText(byId('letters-head'), `Dead letters and why: ${letters.reduce((sum, m) => sum + (m.more ?? 1), 0)}`);
  keyed(byId('letters-list'), letters, (m) => m.id, () => el('li'), (node, m) => {
    const reason = Object.entries(m.attributes ?? {}).map(([name, value]) => `${name}: ${value}`).join(', ');
    const words = m.more ? [m.queue, `and ${m.more} older ${m.more === 1 ? 'one' : 'ones'}, not listed here`] : [m.queue, m.kind, m.connection, reason || 'no reason given'];
    setData(node, 'more', m.more ? 'true' : '');
    setText(node, words.filter(Boolean).join(' · '));
  });
}

/** commonPrefix is what all names begin with, up to a dash: the stack's name. */
function commonPrefix(names) {
  if (names.length < 2) return '';
  let length = 0;
  while (names.every((name) => length < name.length && name[length] === names[0][length])) length++;
  return names[0].slice(0, names[0].lastIndexOf('-', length - 1) + 1);
}

const ALARMING = ['dead', 'errors'];
const BUSY = ['waiting', 'flying', 'later', 'now'];

function fill(body, lines, columns, none) {
  const rows = lines.length ? lines : [{ name: none, empty: true }];
  keyed(body, rows, (r) => r.name, () => el('tr', {}, el('th', { scope: 'row' }), ...columns.map((name) => el('td', { 'data-column': name }))), (row, r) => {
    setText(row.firstChild, r.name);
    setData(row, 'empty', r.empty ? 'true' : '');
    columns.forEach((name, i) => {
      const cell = row.children[i + 1];
      setText(cell, r.empty ? '' : String(r[name]));
      setData(cell, 'state', !r[name] ? 'none' : ALARMING.includes(name) ? 'bad' : BUSY.includes(name) ? 'busy' : '');
    });
  });
}
