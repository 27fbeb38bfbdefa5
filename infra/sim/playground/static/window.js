// The customer service window: 24 hours from the customer's last message. Only
// a template may be sent when it is closed. Source: Meta, "Send messages",
// customer service windows.

import { byId, setData, setText } from './dom.js';
import { hourMinute, now, span } from './time.js';

const LENGTH_MS = 24 * 3_600_000;
const SOON_MS = 2 * 3_600_000;

let opened = null; // ms of the customer's last message; null: never wrote

/** windowOf takes the messages on the phone and remembers when it closes. */
export function windowOf(messages) {
  const times = messages
    .filter((m) => m.from === 'customer' && m.type !== 'system')
    .map((m) => Number(m.timestamp) * 1_000);
  opened = times.length ? Math.max(...times) : null;
  showWindow(messages.length > 0);
}

/** showWindow counts down; the page calls it every second. */
export function showWindow(any = !byId('window').hidden) {
  const box = byId('window');
  box.hidden = !any;
  if (!any) return;
  const left = opened === null ? 0 : opened + LENGTH_MS - now();
  if (left <= 0) {
    setData(box, 'state', 'closed');
    setText(byId('window-state'), 'Window closed');
    setText(byId('window-left'), opened === null ? 'the customer has not written yet' : 'until the customer writes');
  } else {
    setData(box, 'state', left < SOON_MS ? 'closing' : 'open');
    setText(byId('window-state'), `${left < 3_600_000 ? span(left) : minutes(left)} left`);
    setText(byId('window-left'), `to reply freely, until ${hourMinute(opened + LENGTH_MS)}`);
  }
  byId('window-bar').style.setProperty('inline-size', `${Math.max(0, Math.min(1, left / LENGTH_MS)) * 100}%`);
}

const minutes = (ms) => `${Math.floor(ms / 3_600_000)} h ${Math.floor((ms % 3_600_000) / 60_000)} min`;
