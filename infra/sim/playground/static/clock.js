// The simulated clock: shown each second, moved forward by the person.

import * as api from './api.js';
import { byId, setText } from './dom.js';
import { refresher } from './refresh.js';
import { aheadBy, day, hourMinuteSecond, now, setNow, span, zoneName } from './time.js';
import { attempt } from './toast.js';
import { showWindow } from './window.js';

const NOTICED_MS = 3_000;

/** clock starts the clock; moved() is called after a jump. */
export function clock(moved) {
  const time = refresher(api.clock, (answer) => {
    if (answer?.now) setNow(answer.now);
    show();
  }, () => {});

  async function jump(by) {
    const buttons = byId('clock-form').querySelectorAll('button');
    for (const button of buttons) button.disabled = true;
    const worked = await attempt(() => api.advance(by));
    for (const button of buttons) button.disabled = false;
    await time.now();
    moved();
    return worked;
  }

  byId('clock-form').addEventListener('click', (event) => {
    const by = event.target.closest('button')?.dataset.advance;
    if (by) jump(by);
  });
  byId('clock-form').addEventListener('submit', async (event) => {
    event.preventDefault();
    const field = byId('clock-custom');
    const by = field.value.replace(/\s+/g, '');
    if (by === '') return field.focus();
    if (await jump(by)) field.value = '';
  });

  setInterval(show, 1_000);
  show();
  return time;
}

function show() {
  if (document.hidden) return;
  setText(byId('clock-time'), hourMinuteSecond(now()));
  setText(byId('clock-day'), `${day(now())}, ${zoneName()}`);
  const ahead = aheadBy();
  byId('clock-ahead').hidden = ahead < NOTICED_MS;
  setText(byId('clock-ahead'), `${span(ahead)} ahead`);
  showWindow();
}
