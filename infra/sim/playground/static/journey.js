// Journeys: the trail's events put together into the path of each message, by
// the ids that they carry. A request names the run that answered it; a run, the
// messages that it was given and those that it gave back; a message sent, the
// run that sent it; a call, the run that made it. So each part belongs to its
// journey whatever else happens meanwhile, and in whichever order it is told.
// Only the names come by order: the trail never holds what anybody wrote.

const KEPT = 60; // journeys
const RUNS = 2_000; // runs remembered for what is told of them late
const PATIENCE_MS = 30_000; // a name that found no journey by then finds none

/** Journeys turns events into a list, oldest first. */
export class Journeys {
  constructor() {
    this.list = [];
    this.runs = new Map(); // request id → run
    this.carried = new Map(); // message id → journey
    this.names = { inbound: [], outbound: [] };
  }

  /**
   * expect names the next journey of a kind after what a person typed here, for
   * as many messages as it makes. Call it before the message goes out; what it
   * gives back takes the name away again.
   */
  expect(kind, text, messages) {
    const name = { text, left: messages, until: performance.now() + PATIENCE_MS };
    this.names[kind].push(name);
    return () => (name.until = 0);
  }

  /** name is the oldest that still waits. */
  name(kind) {
    const waiting = this.names[kind].filter((name) => name.until > performance.now());
    const next = waiting[0];
    if (next) next.left--;
    this.names[kind] = waiting.filter((name) => name.left > 0);
    return next?.text ?? '';
  }

  /** add takes one event of the trail. */
  add(event) {
    if (!STEPS.includes(event.kind)) return;
    this[event.kind](event, Date.parse(event.at));
    if (this.list.length > 2 * KEPT) this.forget(this.list.splice(0, this.list.length - KEPT));
  }

  forget(journeys) {
    const gone = new Set(journeys);
    for (const [id, journey] of this.carried) if (gone.has(journey)) this.carried.delete(id);
    for (const id of this.runs.keys()) {
      if (this.runs.size <= RUNS) break;
      this.runs.delete(id);
    }
  }

  /** run is the one with that request id, of which something may be told before its beginning. */
  run(id, at) {
    const run = this.runs.get(id) ?? newRun(id, at);
    this.runs.set(id, run);
    return run;
  }

  /** begin adds a journey that begins with a run, or with nobody known. */
  begin(key, at, origin) {
    const journey = { id: key, begun: at, end: at, origin, message: null, known: null, runs: [], name: '', open: false };
    if (origin?.door) journey.begun = Math.min(at, origin.door.at);
    else if (origin?.begun) journey.begun = Math.min(at, origin.at);
    origin?.began.push(journey);
    this.list.push(journey);
    return journey;
  }

  request(e, at) {
    const run = e.request_id ? this.run(e.request_id, at) : newRun('', at);
    run.door = { path: e.path ?? '', method: e.method, status: e.status ?? 0, took: e.took_ms ?? 0, at: at - (e.took_ms ?? 0) };
    if (run.began.length === 0) this.begin(e.id, at, run);
    for (const journey of run.began) {
      journey.begun = Math.min(journey.begun, run.door.at);
      journey.end = Math.max(journey.end, at);
    }
  }

  fired(e, at) {
    if (e.request_id) this.run(e.request_id, at).schedule = e.target;
  }

  invoked(e, at) {
    const run = this.run(e.request_id, at);
    Object.assign(run, { function: e.function, stream: e.log_stream, cold: !!e.cold, at, begun: true });
    if (e.messages) this.give(run, e, at);
    else if (run.began.length === 0) this.begin(e.id, at, run);
  }

  /** give puts a run on the journeys of its messages. */
  give(run, e, at) {
    for (const id of e.messages) {
      const journey = this.journeyOf(id, e, at);
      if (!journey.runs.includes(run)) journey.runs.push(run);
      if (!run.journeys.includes(journey)) run.journeys.push(journey);
    }
  }

  /** journeyOf a message; one that was sent before this page looked begins here. */
  journeyOf(id, e, at) {
    const journey = this.carried.get(id) ?? this.carry(this.begin(`${e.id} ${id}`, at, null), id, e.queue ?? '', 0);
    journey.message.queue ||= e.queue ?? '';
    journey.end = Math.max(journey.end, at);
    return journey;
  }

  carry(journey, id, queue, at) {
    journey.message = { id, queue, at, received: 0, taken: 0, settled: false, parked: 0 };
    this.carried.set(id, journey);
    return journey;
  }

  sent(e, at) {
    const run = e.request_id ? this.run(e.request_id, at) : null;
    for (const id of e.messages ?? []) {
      const journey = this.carry(this.start(run, `${e.id} ${id}`, at), id, e.queue, at);
      if (kindOf(journey) === 'inbound') journey.name = this.name('inbound');
    }
    for (const id of e.known ?? []) this.start(run, `${e.id} ${id}`, at).known = { queue: e.queue, at };
  }

  /** start is a journey for what a run has sent: the run's own line, while it is free. */
  start(run, key, at) {
    const journey = run?.began.find((j) => !j.message && !j.known) ?? this.begin(key, at, run);
    journey.end = Math.max(journey.end, at);
    return journey;
  }

  received(e, at) {
    for (const id of e.messages ?? []) {
      const { message } = this.journeyOf(id, e, at);
      message.received ||= at;
      message.taken++;
    }
  }

  /** parked is a copy in a dead-letter queue; the message itself is finished with later. */
  parked(e, at) {
    const journey = this.carried.get(e.record);
    if (!journey) return;
    journey.message.parked = at;
    journey.end = Math.max(journey.end, at);
  }

  finished(e, at) {
    const run = e.request_id && (e.messages || this.runs.has(e.request_id)) ? this.run(e.request_id, at) : null;
    if (run) {
      Object.assign(run, { function: e.function, done: true, took: e.took_ms ?? 0, error: e.error ?? '', failed: e.failed ?? [] });
      for (const journey of run.began) journey.end = Math.max(journey.end, at);
      if (e.messages) this.give(run, e, at); // it may have failed before it began
      else if (run.began.length === 0) this.begin(e.id, at, run);
    }
    for (const id of e.messages ?? []) {
      const { message } = this.journeyOf(id, e, at);
      message.received ||= at;
      message.taken = Math.max(0, message.taken - 1);
      message.settled ||= !e.failed?.includes(id);
    }
  }

  call(e, at) {
    const run = e.request_id ? this.run(e.request_id, at) : this.lastOf(e.log_stream);
    if (!run) return; // a person or the inspector
    const call = { target: e.target, method: e.method, path: e.path, status: e.status ?? 0, took: e.took_ms ?? 0, at: at - (e.took_ms ?? 0) };
    run.calls.push(call);
    for (const journey of [...run.began, ...run.journeys]) journey.end = Math.max(journey.end, at);
    if (e.function === 'outbound' && (sends(call) || notes(call))) this.nameReply(run, call);
  }

  /** lastOf a process that had died when its call arrived. */
  lastOf(stream) {
    return stream ? [...this.runs.values()].findLast((run) => run.stream === stream) : undefined;
  }

  /** nameReply gives a run the name of the reply that it sends; a second try of one has it already. */
  nameReply(run, call) {
    if (!run.journeys.some((journey) => journey.open)) {
      const name = this.name('outbound');
      if (name) run.names.push(name);
    }
    for (const journey of run.journeys) journey.open = call.status < 200 || call.status >= 300;
  }

  /** shown is the latest journeys, newest first; a file is shown on its message's. */
  shown() {
    const here = new Set(this.list);
    return this.list.filter((journey) => isShown(journey) && !here.has(messageOf(journey))).slice(-KEPT).reverse();
  }

  /** filesOf are the journeys of a message's files. */
  filesOf(message) {
    return this.list.filter((journey) => messageOf(journey) === message);
  }
}

const STEPS = ['request', 'fired', 'invoked', 'finished', 'sent', 'received', 'parked', 'call'];

const newRun = (id, at) => ({
  id, at, begun: false, function: '', stream: '', cold: false, schedule: '', door: null, calls: [], names: [],
  began: [], // journeys that begin with it
  journeys: [], // journeys that lead to it
  done: false, took: 0, error: '', failed: [],
});

/** isShown: every message, every run of a schedule, and the requests that are webhooks. */
function isShown({ message, known, origin }) {
  if (message || known) return true;
  return origin.door ? origin.door.path.startsWith('/webhooks/') : origin.function !== 'webhook';
}

const queueOf = (journey) => (journey.message ?? journey.known)?.queue;

/**
 * messageOf is the journey of the message that a file belongs to. A run that had
 * several messages does not tell whose the file is.
 */
function messageOf(journey) {
  const carriers = kindOf(journey) === 'media' ? journey.origin?.journeys : [];
  return carriers?.length === 1 ? carriers[0] : null;
}

/** kindOf is inbound, outbound, status, media or other by the queue; else door, or sweep for a run without messages. */
export function kindOf(journey) {
  const queue = queueOf(journey);
  if (queue !== undefined) return ['inbound', 'outbound', 'status', 'media'].find((kind) => queue.includes(kind)) ?? 'other';
  return journey.origin.door ? 'door' : 'sweep';
}

/** nameOf is what somebody typed here, or empty. */
export const nameOf = (journey) => journey.name || [...new Set(journey.runs.flatMap((run) => run.names))].join(' · ');

/** sends says whether a call gives a message to WhatsApp. */
export const sends = (call) => call.target === 'graph' && call.method === 'POST' && /\/messages$/.test(call.path ?? '');

/** notes says whether a call writes on a ticket. */
export const notes = (call) => call.target === 'zendesk' && ['POST', 'PUT'].includes(call.method) && /\/tickets/.test(call.path ?? '');

/**
 * stateOf is, for a message, moving, waiting (given back, comes again), parked
 * or done, or known when a queue had it already; for a run without messages
 * moving, refused, failed or done.
 */
export function stateOf({ message, known, origin }) {
  if (known) return 'known';
  if (!message) {
    if (origin.door) return origin.door.status >= 400 || origin.door.status === 0 ? 'refused' : 'done';
    return !origin.done ? 'moving' : origin.error ? 'failed' : 'done';
  }
  if (message.taken > 0 || !message.received) return 'moving';
  if (!message.settled) return 'waiting';
  return message.parked ? 'parked' : 'done';
}
