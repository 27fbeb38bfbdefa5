// What is known of the customer, and what WhatsApp tells the business of it.

import * as api from './api.js';
import { written } from './customers.js';
import { byId, el, fold } from './dom.js';
import * as draft from './draft.js';
import { expectInbound } from './path.js';
import { groupName } from './thread.js';
import { attempt } from './toast.js';

/**
 * person starts the menu on the customer. who() is their address and known()
 * what is known; moved(next) is called when they have another, changed() after
 * any change, group(id) to write in one.
 */
export function person({ who, known, moved, changed, group, groups }) {
  const panel = byId('person-panel');
  const part = fold(byId('person-menu'), panel, fill);

  /** act does what was asked; name is what the path calls it, where WhatsApp tells the business. */
  async function act(action, name) {
    const forget = name ? expectInbound(name) : () => {};
    if (!(await attempt(action))) return forget();
    part.close();
    changed();
    return true;
  }

  async function changeNumber(to) {
    const digits = to.replace(/\D/g, '');
    if (await act(() => api.changeNumber(who(), written(digits)), 'New number')) moved(digits);
  }

  const describe = (changes) => (Object.keys(changes).length ? act(() => api.describe(who(), changes)) : part.close());
  const echo = (text) => act(() => api.echo(who(), draft.text(text)), text);
  const choose = (id) => {
    part.close();
    group(id || newGroup());
  };

  function fill() {
    panel.replaceChildren(
      profileForm(known() ?? {}, describe),
      lineForm('New number', 'number', { placeholder: '+34 600 000 009', inputmode: 'tel', maxlength: 24 }, 'Change number', changeNumber),
      lineForm('The business writes in its phone app', 'echo', { placeholder: 'Message', maxlength: 4096, dir: 'auto' }, 'Send', echo),
      el('div', { class: 'panel-line' }, ...[...groups(), ''].map((id) =>
        el('button', { type: 'button', class: 'quiet small', 'data-testid': 'group', text: id ? `Write in ${groupName(id)}` : 'Write in a new group', on: { click: () => choose(id) } }))),
    );
  }

  return part;
}

const WORDS = [['name', 'Name'], ['username', 'Username']];
const SWITCHES = [
  ['hide_phone', 'Hide the phone from the business'], ['needs_phone', 'Can be written to by phone only'],
  ['marketing_stopped', 'Wants no marketing messages'],
];

/** profileForm is what is known of a customer; save(changes) is called with what was changed. */
function profileForm(c, save) {
  const words = WORDS.map(([name, label]) => ({ name, label, before: c[name] ?? '', input: el('input', { value: c[name] ?? '', maxlength: 80, spellcheck: 'false', 'data-testid': 'person-' + name }) }));
  const switches = SWITCHES.map(([name, label]) => ({ name, label, before: !!c[name], input: el('input', { type: 'checkbox', checked: c[name], 'data-testid': 'person-' + name }) }));
  const submit = (event) => {
    event.preventDefault();
    const now = [...words.map((w) => ({ ...w, value: w.input.value.trim() })), ...switches.map((s) => ({ ...s, value: s.input.checked }))];
    save(Object.fromEntries(now.filter(({ value, before }) => value !== before).map(({ name, value }) => [name, value])));
  };
  return el('form', { class: 'panel-form', autocomplete: 'off', on: { submit } },
    ...words.map(({ label, input }) => el('label', {}, label, input)),
    ...switches.map(({ label, input }) => el('label', { class: 'check' }, input, label)),
    el('button', { type: 'submit', class: 'solid small', 'data-testid': 'person-save', text: 'Save' }));
}

/** lineForm is one field with its button. */
function lineForm(label, id, field, button, send) {
  const input = el('input', { ...field, 'data-testid': 'person-' + id });
  const submit = (event) => {
    event.preventDefault();
    if (input.value.trim() !== '') send(input.value.trim());
  };
  return el('form', { class: 'panel-form', autocomplete: 'off', on: { submit } }, el('label', {}, label, input), el('button', { type: 'submit', class: 'quiet small', text: button }));
}

/** newGroup makes up the id of a group, of the form that Meta's have. */
const newGroup = () => 'Y2FwaV9ncm91cDo' + Math.random().toString(36).slice(2, 10).toUpperCase();
