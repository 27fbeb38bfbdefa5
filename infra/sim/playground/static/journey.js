// Journeys: the trail's events put together into the path of each message. The
// trail knows no message, only what happened when, so the rule is the order of
// things: a queue gives out first what it took first, and a call belongs to the
// process that made it. Under load two messages may swap parts; each part is
// still true.

const KEPT = 60;
const PATIENCE_MS = 30_000; // a name that found no journey by then finds none

/** Journeys turns events into a list, oldest first. */
export class Journeys {
  constructor() {
    this.list = [];
    this.waiting = new Map(); // queue → journeys sent and not yet received
    this.taken = new Map(); // function → batches received and not yet invoked
    this.running = []; // runs that have not finished
    this.over = []; // the last that have: a call that killed one is told of late
    this.labels = { inbound: [], outbound: [] };
  }

  /**
   * expect names the next journey of a kind after what a person typed here. Call
   * it before the message goes out; what it gives back takes the name away again.
   */
  expect(kind, text) {
    const label = { text, until: performance.now() + PATIENCE_MS };
    this.labels[kind].push(label);
    return () => (label.until = 0);
  }

  /** label is the oldest name that still waits. */
  label(kind) {
    const waiting = this.labels[kind].filter((label) => label.until > performance.now());
    const next = waiting.shift();
    this.labels[kind] = waiting;
    return next?.text ?? '';
  }

  /** add takes one event of the trail. */
  add(event) {
    const at = Date.parse(event.at);
    const step = this[event.kind];
    if (typeof step === 'function' && STEPS.includes(event.kind)) step.call(this, event, at);
    if (this.list.length > 2 * KEPT) this.list.splice(0, this.list.length - KEPT);
  }

  request(e, at) {
    if (!e.path?.startsWith('/webhooks/')) return this.drop(e);
    const known = this.list.find((j) => j.door && !j.door.answered && sameRequest(j.door, e));
    const journey = known ?? this.begin(e.id, at - (e.took_ms ?? 0), { door: {} });
    Object.assign(journey.door, { method: e.method, path: e.path, status: e.status ?? 0, took: e.took_ms ?? 0, answered: true });
    journey.begun = Math.min(journey.begun, at - (e.took_ms ?? 0));
    journey.end = Math.max(journey.end, at);
  }

  /** drop forgets a journey of another route, such as /health. */
  drop(e) {
    this.list = this.list.filter((j) => !(j.door && !j.door.answered && !j.queue && sameRequest(j.door, e)));
  }

  invoked(e, at) {
    const run = { function: e.function, request: e.request_id, stream: e.log_stream, at, cold: !!e.cold, calls: [], done: false, error: '' };
    const batch = e.function === 'webhook' ? null : this.taken.get(e.function)?.shift();
    if (e.function === 'webhook') {
      const open = this.list.find((j) => j.door?.answered && !j.door.run && !j.queue);
      const journey = open ?? this.begin(e.id, at, { door: {} });
      journey.door.run = true;
      journey.door.cold = run.cold;
      journey.door.request = e.request_id;
      run.journeys = [journey];
    } else {
      run.journeys = batch ?? [this.begin(e.id, at, { sweep: e.function })];
      for (const journey of run.journeys) journey.runs.push(run);
    }
    this.running.push(run);
  }

  finished(e, at) {
    const index = this.running.findIndex((r) => (e.request_id ? r.request === e.request_id : r.function === e.function));
    if (index < 0) return;
    const [run] = this.running.splice(index, 1);
    this.over = [run, ...this.over].slice(0, KEPT);
    Object.assign(run, { done: true, took: e.took_ms ?? at - run.at, error: e.error ?? '' });
    for (const journey of run.journeys) {
      journey.end = Math.max(journey.end, at);
      if (run.function === 'webhook') journey.door.error = run.error;
    }
  }

  sent(e, at) {
    const doors = this.running.filter((r) => r.function === 'webhook').map((r) => r.journeys[0]);
    const sweeps = this.running.filter((r) => r.function !== 'webhook').flatMap((r) => r.journeys).filter((j) => j.sweep);
    const journey = doors.find((j) => !j.queue) ?? doors[0] ?? sweeps[0] ?? this.begin(e.id, at, {});
    journey.queue = { name: e.queue, at, count: (journey.queue?.count ?? 0) + (e.count ?? 1) };
    journey.kind = kindOf(e.queue);
    journey.end = Math.max(journey.end, at);
    if (journey.kind === 'inbound') journey.label ||= this.label('inbound');
    const line = this.waiting.get(e.queue) ?? [];
    for (let i = 0; i < (e.count ?? 1); i++) line.push(journey);
    this.waiting.set(e.queue, line);
  }

  received(e, at) {
    const line = this.waiting.get(e.queue) ?? [];
    const batch = new Set(line.splice(0, e.count ?? 1));
    if (batch.size === 0) { // given out again after a failure
      const again = this.list.findLast((j) => j.queue?.name === e.queue && stateOf(j) === 'waiting')
        ?? this.list.findLast((j) => j.queue?.name === e.queue);
      if (again) batch.add(again);
    }
    for (const journey of batch) {
      journey.queue.received ??= at;
      journey.end = Math.max(journey.end, at);
    }
    const batches = this.taken.get(e.function) ?? [];
    if (batch.size) batches.push([...batch]);
    this.taken.set(e.function, batches);
  }

  call(e, at) {
    const same = (r) => r.stream && r.stream === e.log_stream;
    const run = this.running.find(same) ?? this.over.find(same) ?? this.running.find((r) => e.function && r.function === e.function);
    if (!run) return; // a person or the inspector
    run.calls.push({ target: e.target, method: e.method, path: e.path, status: e.status ?? 0, took: e.took_ms ?? 0, at: at - (e.took_ms ?? 0) });
    for (const journey of run.journeys) {
      journey.end = Math.max(journey.end, at);
      if (journey.kind === 'outbound' && (sends(e) || notes(e))) journey.label ||= this.label('outbound');
    }
  }

  begin(id, at, parts) {
    const journey = { id, kind: parts.sweep ? 'sweep' : '', begun: at, end: at, label: '', runs: [], ...parts };
    this.list.push(journey);
    return journey;
  }

  /** shown is the latest journeys, newest first. */
  shown() {
    return this.list.filter((j) => j.queue || j.sweep || j.door?.answered).slice(-KEPT).reverse();
  }
}

const STEPS = ['request', 'invoked', 'finished', 'sent', 'received', 'call'];

const sameRequest = (door, e) => !e.request_id || !door.request || door.request === e.request_id;

const kindOf = (queue) => ['inbound', 'outbound', 'status'].find((kind) => queue?.includes(kind)) ?? 'other';

/** sends says whether a call gives a message to WhatsApp. */
export const sends = (call) => call.target === 'graph' && call.method === 'POST' && /\/messages$/.test(call.path ?? '');

/** notes says whether a call writes on a ticket. */
export const notes = (call) => call.target === 'zendesk' && ['POST', 'PUT'].includes(call.method) && /\/tickets/.test(call.path ?? '');

/** stateOf is refused, moving, waiting (comes again after a failure) or done. */
export function stateOf(journey) {
  const { door, queue, runs } = journey;
  if (door?.answered && (door.status >= 400 || door.status === 0)) return 'refused';
  const last = runs.at(-1);
  if (!last) return queue || (door && !door.answered) ? 'moving' : 'done';
  if (!last.done) return 'moving';
  return last.error || last.calls.some((c) => c.status === 0 || c.status === 429 || c.status >= 500) ? 'waiting' : 'done';
}
