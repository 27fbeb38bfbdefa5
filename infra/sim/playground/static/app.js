// The page: starts its parts and tells them when to look again.

import { clock } from './clock.js';
import { desk } from './desk.js';
import { byId, setData, setText } from './dom.js';
import { faults } from './faults.js';
import { follow } from './live.js';
import { panel } from './panel.js';
import { take } from './path.js';
import { phone } from './phone.js';

const HEARTBEAT_MS = 2_000; // for what leaves no trail
const LIVE = {
  live: 'Live',
  polling: 'Live',
  offline: 'Not connected: start it with make run',
};

const parts = [phone(), desk(), panel(), faults()];
const look = () => parts.forEach((part) => part.soon());
const time = clock(look);

follow({
  events(list, fresh) {
    take(list, fresh);
    if (list.some((event) => event.kind === 'clock')) time.soon();
  },
  tick: look,
  state(word) {
    setData(byId('live'), 'state', word);
    setText(byId('live'), LIVE[word]);
    if (word !== 'offline') time.soon();
  },
});

setInterval(() => {
  if (!document.hidden) look();
}, HEARTBEAT_MS);

const tabs = document.querySelector('.tabs');
tabs.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  document.body.dataset.view = button.dataset.view;
  for (const tab of tabs.children) {
    if (tab === button) tab.setAttribute('aria-current', 'true');
    else tab.removeAttribute('aria-current');
  }
});
