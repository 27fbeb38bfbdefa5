// The controls of the simulators. Every failure is a Refused with a sentence
// for the person at the screen.

/** Refused is an answer that is no success; status 0 means no answer at all. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const PATIENCE_MS = 15_000;
const CLOCK_PATIENCE_MS = 120_000; // a jump fires schedules and waits for them
const FILE_PATIENCE_MS = 120_000; // a file goes over as text, and large ones are made up

async function ask(method, path, body, patience = PATIENCE_MS) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: 'no-store',
      signal: AbortSignal.timeout(patience),
    });
  } catch {
    throw new Refused(0, 'The local system does not answer. Is it still running?');
  }
  const text = await response.text();
  let answer = null;
  try {
    answer = text === '' ? null : JSON.parse(text);
  } catch {
    if (response.ok) throw new Refused(response.status, `${method} ${path} answered with something that is not JSON.`);
  }
  if (!response.ok) throw new Refused(response.status, answer?.error || `${method} ${path} answered ${response.status}.`);
  return answer;
}

const of = (who) => '/sim/customers/' + encodeURIComponent(who);
const ticket = (id) => '/sim/agents/tickets/' + encodeURIComponent(id);

const missing = new Set(); // controls that this system does not have

/** optional asks a control that may be missing, and then gives a value instead. */
async function optional(path, value, name = path) {
  if (missing.has(name)) return value;
  try {
    return (await ask('GET', path)) ?? value;
  } catch (error) {
    if (error.status !== 404 && error.status !== 405) throw error;
    missing.add(name);
    return value;
  }
}

export const customers = () => optional('/sim/customers', []);
export const messages = (who) => ask('GET', of(who) + '/messages');
export const undelivered = (who) => optional(of(who) + '/undelivered', [], 'undelivered');
export const send = (who, message) => ask('POST', of(who) + '/messages', message, FILE_PATIENCE_MS);
export const echo = (who, message) => ask('POST', of(who) + '/echoes', message);
export const describe = (who, profile) => ask('POST', of(who), profile);
export const changeNumber = (who, to) => ask('POST', of(who) + '/number', { to });

/** media is the address of the bytes of a file on a phone. */
export const media = (id) => '/sim/media/' + encodeURIComponent(id);

export const tickets = () => optional('/sim/agents/tickets', []);
export const comment = (id, comment) => ask('POST', ticket(id) + '/comments', comment, FILE_PATIENCE_MS);
export const change = (id, changes) => ask('POST', ticket(id), changes);

export const templates = () => optional('/sim/templates', []);

export const clock = () => optional('/sim/clock', null);
export const advance = (by) => ask('POST', '/sim/clock', { advance: by }, CLOCK_PATIENCE_MS);

export const faults = () => optional('/sim/faults', []);
export const arm = (fault) => ask('POST', '/sim/faults', fault);
export const disarm = () => ask('DELETE', '/sim/faults');

export const system = () => optional('/sim/system', null);
export const trail = (since) => ask('GET', '/sim/trail?since=' + since);
