// Who holds the phone: a field for any number or BSUID, and those known.

import * as api from './api.js';
import { byId, el, keyed, setData } from './dom.js';
import { refresher } from './refresh.js';

const CHIPS = 12;
const SUGGESTIONS = 300;

let people = [];

/** address is how the controls name a customer: the phone, else the BSUID. */
export const address = (customer) => customer.phone || customer.user_id;

/** written is an address as people read it. */
export const written = (who) => (/^\d+$/.test(who) ? '+' + who : who);

/** initials are two letters for a face. */
export const initials = (name) =>
  name.split(/\s+/).filter(Boolean).slice(0, 2).map((word) => [...word][0]).join('').toUpperCase() || '?';

/** find is the customer with a phone or BSUID, if known. */
export const find = (who) => people.find((c) => c.phone === who || c.user_id === who);

/**
 * chooser shows the customers; open(who) is called when one is chosen, current
 * says who it is, changed() when names may differ.
 */
export function chooser({ open, current, changed }) {
  const field = byId('phone-number');
  byId('chooser').addEventListener('submit', (event) => {
    event.preventDefault();
    const who = canonical(field.value);
    if (who === '') return field.focus();
    field.value = '';
    open(who);
  });

  function show(list) {
    people = list;
    const latest = list.slice(-CHIPS).reverse();
    byId('people').hidden = latest.length === 0;
    keyed(byId('people'), latest.map((c) => ({ ...c, on: isCurrent(c) })), (c) => c.user_id || c.phone, chip, mark);
    keyed(byId('known-customers'), list.slice(-SUGGESTIONS), (c) => c.user_id || c.phone, () => el('option'), (option, c) => {
      option.value = written(address(c));
      option.label = c.name;
    });
    changed();
  }

  const isCurrent = (c) => current() !== '' && (c.phone === current() || c.user_id === current());
  const chip = (c) =>
    el('li', {}, el('button', { type: 'button', class: 'person', 'data-testid': 'person', on: { click: (e) => open(e.currentTarget.dataset.who) } },
      el('span', { class: 'face', 'aria-hidden': 'true' }), el('span', { class: 'person-name' })));
  function mark(node, c) {
    const button = node.firstChild;
    setData(button, 'who', address(c));
    button.setAttribute('aria-pressed', String(c.on));
    button.title = written(address(c));
    button.children[0].textContent = initials(c.name);
    button.children[1].textContent = c.name;
    if (c.on) button.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  const list = refresher(api.customers, show, () => {});
  return { soon: list.soon, again: () => show(people) };
}

/** canonical makes the digits of a phone number; a BSUID stays to the letter. */
function canonical(text) {
  const trimmed = text.trim();
  return /^[+\d\s().-]+$/.test(trimmed) ? trimmed.replace(/\D/g, '') : trimmed;
}
