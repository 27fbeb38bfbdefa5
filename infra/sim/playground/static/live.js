// What happens in the system, as it happens: the trail's server-sent events,
// and where there is no trail, a question every 700 ms. Nothing is asked while
// nobody looks.

import { trail } from './api.js';

const KINDS = ['request', 'invoked', 'finished', 'sent', 'received', 'parked', 'call', 'fired', 'clock'];
const POLL_MS = 700;
const RETRY_MS = 1_000;
const HISTORY = 600; // events shown again after a reload

/**
 * follow calls events(list, fresh) with trail events, fresh when those before
 * are void; tick() whenever anything may have changed; and state(word).
 */
export function follow({ events, tick, state }) {
  let source = null;
  let timer = 0;
  let last = -1; // of the events given on

  async function start() {
    clearTimeout(timer);
    source?.close();
    source = null;
    if (document.hidden) return;
    try {
      await catchUp();
      stream();
      state('live');
    } catch (error) {
      if (error.status === 404) {
        state('polling');
        timer = setTimeout(start, POLL_MS);
      } else {
        state('offline');
        timer = setTimeout(start, RETRY_MS);
      }
    }
    tick();
  }

  async function catchUp() {
    const newest = (await trail(Number.MAX_SAFE_INTEGER)).last;
    const restarted = newest < last; // numbers begin again with the system
    const fresh = last < 0 || restarted;
    const answer = await trail(fresh ? Math.max(0, newest - HISTORY) : last);
    last = answer.last;
    events(answer.events, fresh);
  }

  function stream() {
    source = new EventSource('/sim/trail?since=' + last);
    for (const kind of KINDS) source.addEventListener(kind, take);
    source.onerror = () => {
      source?.close();
      state('offline');
      clearTimeout(timer);
      timer = setTimeout(start, RETRY_MS);
    };
  }

  function take(message) {
    const event = JSON.parse(message.data);
    if (event.id <= last) return;
    last = event.id;
    events([event], false);
    tick();
  }

  document.addEventListener('visibilitychange', start);
  start();
}
