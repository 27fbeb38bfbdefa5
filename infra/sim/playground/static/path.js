// The path: each journey as a line between phone and helpdesk, drawn in the
// direction that it goes on the screen.

import { byId, el, icon, keyed, setData } from './dom.js';
import { Journeys, notes, sends, stateOf } from './journey.js';
import { hourMinuteSecond, took } from './time.js';

let journeys = new Journeys();
let frame = 0;

/** expectInbound names the next journey from a phone; the result takes it back. */
export const expectInbound = (text) => journeys.expect('inbound', text);

/** expectOutbound names the next reply; the result takes it back. */
export const expectOutbound = (text) => journeys.expect('outbound', text);

/** take adds events of the trail; fresh forgets those before. */
export function take(events, fresh) {
  if (fresh) journeys = new Journeys();
  for (const event of events) journeys.add(event);
  frame ||= requestAnimationFrame(show);
}

function show() {
  frame = 0;
  const shown = journeys.shown().map(view);
  byId('path-teach').hidden = shown.length > 0;
  keyed(byId('journeys'), shown, (v) => v.id, create, update);
}

/** view is what a journey looks like: data only, so that equal means unchanged. */
function view(j) {
  const state = stateOf(j);
  return {
    id: j.id, state, flow: j.kind === 'outbound' ? 'left' : 'right', kind: j.kind || 'other', slim: isSlim(j, state),
    title: titleOf(j), route: routeOf(j), quoted: j.label !== '', at: hourMinuteSecond(j.begun),
    total: state === 'moving' ? '' : took(j.end - j.begun), stops: stopsOf(j), steps: stepsOf(j),
  };
}

/** isSlim says that one line is enough: nothing for a person, and no trouble. */
const isSlim = (j, state) =>
  ['done', 'moving'].includes(state) && (['', 'status', 'sweep'].includes(j.kind) || (j.kind === 'outbound' && state === 'done' && outcomeOf(j) === 'nothing'));

const calls = (j) => j.runs.flatMap((run) => run.calls);

/** outcomeOf is what a look at a ticket led to: a message, a note or nothing. */
const outcomeOf = (j) => (calls(j).some(sends) ? 'message' : calls(j).some(notes) ? 'note' : 'nothing');

const OUTBOUND = {
  message: ['Agent reply', 'WhatsApp ← helpdesk'],
  note: ['Note to the agent', 'answered in the helpdesk'],
  nothing: ['Ticket changed', 'nothing to send'],
};

function titleOf(j) {
  if (j.label) return j.label;
  if (j.kind === 'inbound') return 'Customer message';
  if (j.kind === 'outbound') return OUTBOUND[outcomeOf(j)][0];
  if (j.kind === 'status') return 'Delivery status';
  if (j.kind === 'sweep') return 'Sweep';
  return j.door?.method === 'GET' ? 'Webhook check' : 'Webhook';
}

function routeOf(j) {
  if (j.kind === 'inbound') return 'WhatsApp → helpdesk';
  if (j.kind === 'outbound') return OUTBOUND[outcomeOf(j)][1];
  if (j.kind === 'status') return 'WhatsApp → records';
  if (j.kind === 'sweep') return 'for missed comments, on schedule';
  return `${j.door?.path ?? ''}${stateOf(j) === 'done' ? ', nothing to do' : ''}`;
}

/** stopsOf are the four points of the line. */
function stopsOf(j) {
  const stops = [];
  if (j.door) stops.push({ icon: 'door', name: 'webhook', time: j.door.answered ? took(j.door.took) : '', state: j.door.answered && (j.door.status >= 400 || !j.door.status) ? 'bad' : 'good' });
  if (j.queue) stops.push({ icon: 'queue', name: 'queue', time: j.queue.received ? took(j.queue.received - j.queue.at) : '', state: j.queue.received ? 'good' : 'now' });
  const last = j.runs.at(-1);
  if (last) {
    const failures = j.runs.filter((run) => run.error).length;
    stops.push({ icon: 'function', name: last.function, time: last.done ? took(last.took) : '', times: j.runs.length, state: !last.done ? 'now' : last.error ? 'bad' : failures ? 'healed' : 'good' });
  }
  const made = calls(j);
  for (const target of new Set(made.map((c) => c.target))) {
    const those = made.filter((c) => c.target === target);
    const bad = those.filter((c) => c.status === 0 || c.status >= 400).length;
    const lastBad = those.at(-1).status === 0 || those.at(-1).status >= 400;
    stops.push({ icon: target === 'graph' ? 'graph' : 'zendesk', name: nameOf(target), time: took(those.reduce((sum, c) => sum + c.took, 0)), times: those.length, state: lastBad ? 'bad' : bad ? 'healed' : 'good' });
  }
  return stops;
}

const nameOf = (target) => ({ graph: 'WhatsApp', zendesk: 'Zendesk' })[target] ?? target;

/** stepsOf are the lines shown when a journey is opened. */
function stepsOf(j) {
  const steps = [];
  const add = (at, what, note, time, bad) => steps.push({ after: at - j.begun < 0.1 ? 'start' : '+' + took(at - j.begun), what, note, time, bad: !!bad });
  if (j.door?.answered) add(j.begun, 'Webhook', `${j.door.path} answered ${j.door.status || 'nothing'}${j.door.cold ? ', cold start' : ''}`, took(j.door.took), j.door.status >= 400 || !j.door.status);
  if (j.queue) add(j.queue.at, 'Queue', j.queue.name + (j.queue.count > 1 ? `, ${j.queue.count} messages` : ''), j.queue.received ? took(j.queue.received - j.queue.at) : 'waiting');
  for (const run of j.runs) {
    const shared = run.journeys.length > 1 ? `, with ${run.journeys.length - 1} more` : '';
    add(run.at, 'Function', run.function + (run.cold ? ', cold start' : '') + shared + (run.error ? `: ${run.error.replace(/RequestId: \S+ /, '')}` : ''), run.done ? took(run.took) : 'running', run.error);
    for (const c of run.calls) add(c.at, nameOf(c.target), `${c.method} ${c.path} ${c.status || 'no answer'}`, took(c.took), c.status === 0 || c.status >= 400);
  }
  return steps;
}

const STATE = { refused: 'refused', moving: 'on its way', waiting: 'will be tried again', done: '' };

function create() {
  return el('li', { class: 'journey' }, el('details', {},
    el('summary', {}, el('span', { class: 'journey-head' }), el('span', { class: 'track' })), el('ol', { class: 'steps' })));
}

function update(node, v) {
  setData(node, 'state', v.state);
  setData(node, 'flow', v.flow);
  setData(node, 'kind', v.kind);
  setData(node, 'slim', v.slim ? 'true' : '');
  const [summary, steps] = node.firstChild.children;
  const [head, track] = summary.children;
  head.replaceChildren(
    el('span', { class: v.quoted ? 'title quoted' : 'title', dir: 'auto', text: v.title }),
    el('span', { class: 'total', text: v.total }),
    el('span', { class: 'route', text: [v.route, STATE[v.state]].filter(Boolean).join(' · ') }),
    el('time', { text: v.at }),
  );
  track.replaceChildren(...v.stops.map(stop));
  steps.replaceChildren(...v.steps.map((s) => el('li', { 'data-bad': s.bad },
    el('span', { class: 'after', text: s.after }), el('span', { class: 'what' }, el('b', { text: s.what }), ' ', s.note), el('span', { class: 'time', text: s.time }))));
}

const stop = (s) =>
  el('span', { class: 'stop', 'data-state': s.state }, el('span', { class: 'dot' }, icon(s.icon)),
    el('span', { class: 'stop-name', text: s.name + (s.times > 1 ? ` ×${s.times}` : '') }), el('span', { class: 'stop-time', text: s.time || '…' }));
