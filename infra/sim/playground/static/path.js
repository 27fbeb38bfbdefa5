// The path: each journey as a line between phone and helpdesk, drawn in the
// direction that it goes on the screen.

import { byId, el, icon, keyed, setData } from './dom.js';
import { Journeys, kindOf, nameOf, notes, sends, stateOf } from './journey.js';
import { hourMinuteSecond, took } from './time.js';

let journeys = new Journeys();
let frame = 0;

/** expectInbound names the next journey from a phone; the result takes it back. */
export const expectInbound = (text) => journeys.expect('inbound', text, 1);

/** expectOutbound names the next reply, of so many messages; the result takes it back. */
export const expectOutbound = (text, messages) => journeys.expect('outbound', text, messages);

/** take adds events of the trail; fresh forgets those before. */
export function take(events, fresh) {
  if (fresh) journeys = new Journeys();
  for (const event of events) journeys.add(event);
  frame ||= requestAnimationFrame(show);
}

function show() {
  frame = 0;
  const shown = joined(journeys.shown().map(view));
  byId('path-teach').hidden = shown.length > 0;
  keyed(byId('journeys'), shown, (v) => v.id, create, update);
}

/** view is what a journey looks like: data only, so that equal means unchanged. */
function view(j) {
  const name = nameOf(j);
  const seen = see(j);
  const files = journeys.filesOf(j).map(fileView);
  return {
    id: j.id, state: seen.state, flow: flowOf(seen), kind: seen.kind, slim: isSlim(seen) && files.length === 0, files, count: 1,
    title: name || titleOf(seen), route: routeOf(seen), quoted: name !== '', at: hourMinuteSecond(j.begun),
    total: seen.state === 'moving' ? '' : took(j.end - j.begun), stops: stopsOf(seen), steps: stepsOf(seen),
  };
}

const see = (j) => ({ ...j, kind: kindOf(j), state: stateOf(j), runs: runsOf(j), calls: runsOf(j).flatMap((run) => run.calls) });

/** fileView is the way of a file, which begins where its message's run put it into the queue. */
function fileView(j) {
  const begun = j.message?.at || j.begun;
  const seen = { ...see(j), origin: null, begun };
  return { id: j.id, state: seen.state, total: seen.state === 'moving' ? '' : took(j.end - begun), stops: stopsOf(seen), steps: stepsOf(seen) };
}

/** joined puts lines that say the same, and nothing to anybody, into one: the newest with their number. */
function joined(views) {
  const lines = [];
  for (const v of views) {
    const before = lines.at(-1);
    const same = before?.slim && v.slim && v.state === 'done' && ['state', 'kind', 'title', 'route'].every((part) => before[part] === v[part]);
    if (same) Object.assign(before, { id: v.id, count: before.count + 1, steps: [...v.steps, ...before.steps] });
    else lines.push({ ...v });
  }
  return lines;
}

/** flowOf is the direction on the screen: replies and their files go to the left. */
const flowOf = (j) => (j.kind === 'outbound' || (j.kind === 'media' && j.calls[0]?.target === 'zendesk') ? 'left' : 'right');

const isDoor = (run) => run.door !== null || run.function === 'webhook';

/** runsOf are the runs that a message led to, or the one that had none. */
const runsOf = (j) => (j.message ? j.runs : j.known || isDoor(j.origin) ? [] : [j.origin]);

const isGivenBack = (j, run) => run.done && run.failed.includes(j.message?.id);

/** isSlim says that one line is enough: nothing for a person, and no trouble. */
const isSlim = (j) =>
  j.state === 'known' || (['done', 'moving'].includes(j.state) && (['door', 'status', 'sweep'].includes(j.kind) || (j.kind === 'outbound' && j.state === 'done' && outcomeOf(j) === 'nothing')));

/** outcomeOf is what a look at a ticket led to: a message, a note or nothing. */
const outcomeOf = (j) => (j.calls.some(sends) ? 'message' : j.calls.some(notes) ? 'note' : j.state === 'done' ? 'nothing' : 'unknown');

const OUTBOUND = {
  message: ['Agent reply', 'WhatsApp ← helpdesk'],
  note: ['Note to the agent', 'answered in the helpdesk'],
  nothing: ['Ticket changed', 'nothing to send'],
  unknown: ['Ticket changed', 'WhatsApp ← helpdesk'],
};

function titleOf(j) {
  if (j.kind === 'inbound') return 'Customer message';
  if (j.kind === 'outbound') return OUTBOUND[outcomeOf(j)][0];
  if (j.kind === 'status') return 'Delivery status';
  if (j.kind === 'media') return 'File';
  if (j.kind === 'sweep') return 'Sweep';
  if (j.kind === 'other') return 'Message';
  return j.origin.door.method === 'GET' ? 'Webhook check' : 'Webhook';
}

function routeOf(j) {
  if (j.kind === 'inbound') return 'WhatsApp → helpdesk';
  if (j.kind === 'outbound') return OUTBOUND[outcomeOf(j)][1];
  if (j.kind === 'status') return 'WhatsApp → records';
  if (j.kind === 'media') return flowOf(j) === 'left' ? 'WhatsApp ← helpdesk' : 'WhatsApp → helpdesk';
  if (j.kind === 'sweep') return 'for missed comments, on schedule';
  if (j.kind === 'other') return (j.message ?? j.known).queue;
  return `${j.origin.door.path}${j.state === 'done' ? ', nothing to do' : ''}`;
}

const isBad = (status) => status === 0 || status >= 400;

/** stopsOf are the points of the line: who sent it, its queue, its function, and whom that called. */
function stopsOf(j) {
  const stops = [];
  const { origin, message, known } = j;
  if (origin && isDoor(origin)) stops.push({ icon: 'door', name: 'webhook', time: origin.door ? took(origin.door.took) : '', state: origin.door && isBad(origin.door.status) ? 'bad' : 'good' });
  else if (origin && (message || known)) stops.push({ icon: 'function', name: origin.function, time: origin.done ? took(origin.took) : '', state: !origin.done ? 'now' : origin.error ? 'bad' : 'good' });
  if (known) stops.push({ icon: 'queue', name: 'queue', time: 'known', state: 'good' });
  if (message) stops.push({ icon: 'queue', name: 'queue', time: waited(message), state: message.received ? 'good' : 'now' });
  const last = j.runs.at(-1);
  if (last) stops.push({ icon: 'function', name: last.function, time: last.done ? took(last.took) : '', times: j.runs.length, state: stateOfRuns(j, last) });
  for (const target of new Set(j.calls.map((c) => c.target))) {
    const those = j.calls.filter((c) => c.target === target);
    const state = isBad(those.at(-1).status) ? 'bad' : those.some((c) => isBad(c.status)) ? 'healed' : 'good';
    stops.push({ icon: target === 'graph' ? 'graph' : 'zendesk', name: vendorOf(target), time: took(those.reduce((sum, c) => sum + c.took, 0)), times: those.length, state });
  }
  if (message?.parked) stops.push({ icon: 'queue', name: 'dead letters', time: 'parked', state: 'bad' });
  return stops;
}

function stateOfRuns(j, last) {
  if (!last.done) return 'now';
  if (last.error) return 'bad';
  return j.runs.some((run) => run.error || isGivenBack(j, run)) ? 'healed' : 'good';
}

const waited = (message) => (message.received && message.at ? took(message.received - message.at) : message.received ? '?' : '');

const vendorOf = (target) => ({ graph: 'WhatsApp', zendesk: 'Zendesk' })[target] ?? target;

/** stepsOf are the lines shown when a journey is opened. */
function stepsOf(j) {
  const steps = [];
  const add = (at, what, note, time, bad) => steps.push({ after: at - j.begun < 0.1 ? 'start' : '+' + took(at - j.begun), what, note, time, bad: !!bad });
  const addRun = (run) => {
    const shared = run.journeys.length > 1 ? `, with ${run.journeys.length - 1} more` : '';
    const error = run.error ? `: ${run.error.replace(/RequestId: \S+ /, '')}` : '';
    add(run.at, 'Function', run.function + (run.cold ? ', cold start' : '') + shared + error + (isGivenBack(j, run) ? ', given back' : ''), run.done ? took(run.took) : 'running', run.error);
    for (const c of run.calls) add(c.at, vendorOf(c.target), `${c.method} ${c.path} ${c.status || 'no answer'}`, took(c.took), isBad(c.status));
  };
  const { origin, message, known } = j;
  if (origin?.door) add(j.begun, 'Webhook', `${origin.door.path} answered ${origin.door.status || 'nothing'}${origin.cold ? ', cold start' : ''}`, took(origin.door.took), isBad(origin.door.status));
  else if (origin && (message || known) && !isDoor(origin)) addRun(origin);
  if (known) add(known.at, 'Queue', `${known.queue}: known already`, '');
  if (message?.at) add(message.at, 'Queue', message.queue, waited(message) || 'waiting');
  j.runs.forEach(addRun);
  if (message?.parked) add(message.parked, 'Dead letters', STATE.parked, '', true);
  return steps;
}

const STATE = {
  refused: 'refused', failed: 'failed', moving: 'on its way', waiting: 'will be tried again',
  parked: 'parked: reason in dead letters', known: 'known already', done: '',
};

function create() {
  return el('li', { class: 'journey' }, el('details', {},
    el('summary', {}, el('span', { class: 'journey-head' }), el('span', { class: 'track' }), el('span', { class: 'files' })), el('ol', { class: 'steps' })));
}

function update(node, v) {
  setData(node, 'state', v.state);
  setData(node, 'flow', v.flow);
  setData(node, 'kind', v.kind);
  setData(node, 'slim', v.slim ? 'true' : '');
  const [summary, steps] = node.firstChild.children;
  const [head, track, files] = summary.children;
  head.replaceChildren(
    el('span', { class: v.quoted ? 'title quoted' : 'title', dir: 'auto', text: v.count > 1 ? `${v.title} ×${v.count}` : v.title }),
    el('span', { class: 'total', text: v.total }),
    el('span', { class: 'route', text: [v.route, STATE[v.state]].filter(Boolean).join(' · ') }),
    el('time', { text: v.at }),
  );
  track.replaceChildren(...v.stops.map(stop));
  files.replaceChildren(...v.files.map(file));
  steps.replaceChildren(...v.steps.map(step), ...v.files.flatMap((f) => [el('li', { class: 'of-file' }, icon('clip'), 'File'), ...f.steps.map(step)]));
}

const file = (f) =>
  el('span', { class: 'file-way', 'data-state': f.state },
    el('span', { class: 'file-head' }, icon('clip'), el('span', { text: ['File', STATE[f.state]].filter(Boolean).join(' · ') }), el('span', { class: 'total', text: f.total })),
    el('span', { class: 'track' }, ...f.stops.map(stop)));

const step = (s) =>
  el('li', { 'data-bad': s.bad },
    el('span', { class: 'after', text: s.after }), el('span', { class: 'what' }, el('b', { text: s.what }), ' ', s.note), el('span', { class: 'time', text: s.time }));

const stop = (s) =>
  el('span', { class: 'stop', 'data-state': s.state }, el('span', { class: 'dot' }, icon(s.icon)),
    el('span', { class: 'stop-name' }, s.name, s.times > 1 && el('span', { class: 'times', text: ` ×${s.times}` })), el('span', { class: 'stop-time', text: s.time || '…' }));
