// The commands of agents, /wa …, as forms. Each becomes an internal note in the
// form that "/wa help" tells.

import * as api from './api.js';
import { byId, el, setText } from './dom.js';

const EMOJI = ['👍', '❤️', '😂', '🙏', '✅'];

// Lengths in characters. Source: Cloud API, interactive messages.
const BODY = 1024;
const BUTTON = 20;

// Each field: its label, its length, what stands in it at first, its shape.
const FORMS = {
  buttons: {
    label: 'Buttons', about: 'Ask with up to three buttons',
    fields: [['Question', BODY, 'Shall we call you?', 'row'], ['Button', BUTTON, 'Yes'], ['Button', BUTTON, 'No'], ['Button', BUTTON, '', 'optional']],
  },
  list: {
    label: 'List', about: 'Ask with a list to choose from',
    fields: [
      ['Question', BODY, 'Which day suits you?', 'wide'], ['Button', BUTTON, 'Choose'],
      ['Choices, one a line: choice - description', BODY, 'Monday - 9 to 12\nTuesday - 15 to 18\nNo day', 'lines'],
    ],
  },
  template: {
    label: 'Template', about: 'Send an approved template, in any window', between: ' ',
    fields: [['Name', 512, '', 'templates'], ['Language', 12, '', 'optional'], ['Values: name=value …', BODY, '', 'optional']],
  },
  contact: { label: 'Number', about: 'Ask for the phone number', fields: [['Question; empty for ours', BODY, '', 'row optional']] },
  location: { label: 'Place', about: 'Ask where the customer is', fields: [['Question; empty for ours', BODY, '', 'row optional']] },
};

/** palette starts the commands; run(text) writes one as a note. */
export function palette(run) {
  const form = el('form', { class: 'palette-form', autocomplete: 'off', hidden: true });
  const pick = (name, text, title, press) => el('button', { type: 'button', class: 'quiet small', 'data-testid': 'wa-' + name, text, title, on: { click: press } });
  byId('palette').append(
    el('div', { class: 'palette-line' },
      pick('window', 'Window', 'Until when you can write to the customer', () => run('/wa window')),
      ...Object.entries(FORMS).map(([name, { label, about }]) => pick(name, label, about, () => show(form, name, run))),
      pick('help', 'Help', 'All commands', () => run('/wa help'))),
    el('div', { class: 'palette-line reacts' }, el('span', { class: 'file-about', text: 'React to the last message:' }),
      ...EMOJI.map((emoji) => react(emoji, run)),
      pick('react-off', 'Take away', 'Take our reaction away', () => run('/wa react off'))),
    form,
  );
}

const react = (emoji, run) =>
  el('button', { type: 'button', class: 'emoji', 'data-testid': 'wa-react', 'aria-label': `React with ${emoji}`, text: emoji, on: { click: () => run(`/wa react ${emoji}`) } });

/** show fills the form of one command. */
function show(form, name, run) {
  const { fields, label: called, between = ' | ' } = FORMS[name];
  const preview = el('output', { class: 'command', 'data-testid': 'wa-preview', 'aria-live': 'off' });
  const inputs = fields.map(([label, maxlength, value, shape = ''], index) => {
    const common = { maxlength, 'data-testid': 'wa-field-' + index };
    const input = shape === 'lines' ? el('textarea', { ...common, rows: 2, text: value }) : el('input', { ...common, value });
    input.required = !shape.includes('optional');
    if (shape === 'templates') suggest(input, form);
    return { input, line: el('label', { 'data-shape': shape }, label, input) };
  });
  const parts = () => inputs.flatMap(({ input }) => input.value.split('\n')).map((part) => part.trim()).filter(Boolean);
  const command = () => `/wa ${name} ${parts().join(between)}`.trim();
  form.replaceChildren(
    ...inputs.map(({ line }) => line),
    el('div', { class: 'palette-line' }, preview, el('button', { type: 'submit', class: 'solid small', 'data-testid': 'wa-send', text: 'Add note' })),
  );
  form.setAttribute('aria-label', called);
  form.oninput = () => setText(preview, command());
  form.onsubmit = (event) => {
    event.preventDefault();
    run(command());
  };
  form.oninput();
  form.hidden = false;
  inputs[0].input.focus();
}

/** suggest offers the names of the templates that can be sent. */
async function suggest(input, form) {
  const all = await api.templates().catch(() => []); // names can be typed all the same
  const names = new Set(all.filter((t) => t.status === 'APPROVED').map((t) => t.name));
  form.append(el('datalist', { id: 'templates' }, ...[...names].map((value) => el('option', { value }))));
  input.setAttribute('list', 'templates');
}
