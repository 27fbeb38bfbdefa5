// What the agent writes: replies and notes, with files and quotes.

import * as api from './api.js';
import { attachments } from './attach.js';
import { byId, fold, sendOnEnter, setData, setText } from './dom.js';
import { palette } from './palette.js';
import { expectOutbound } from './path.js';

const QUOTED_MAX = 200; // characters

const PLACES = {
  public: 'Reply to the customer. Enter sends.',
  internal: 'Note for agents. Try /wa help.',
  closed: 'A closed ticket takes no replies. When the customer writes again, a new one opens.',
};

let shown = null; // the ticket on the screen
let quoted = ''; // what is quoted of the customer's words
let files = null;
let tools = [];

const field = () => byId('reply-input');
const kind = () => byId('reply-form').elements.kind.value;
const closed = () => shown?.status === 'closed';

/** reply starts the form; act runs an action and says whether it worked. */
export function reply(act) {
  files = attachments();
  const send = async (body, isPublic, name, messages) => {
    const forget = isPublic || isCommand(name) ? expectOutbound(name, messages) : () => {};
    const worked = await act(() => api.comment(shown.id, { ...body, public: isPublic }));
    if (!worked) forget();
    return worked;
  };
  tools = [fold(byId('files-open'), byId('files-tray')), fold(byId('palette-open'), byId('palette'))];
  palette(async (command) => {
    if (await send({ body: command }, false, command, 1)) tools.forEach((tool) => tool.close());
  });

  byId('reply-form').addEventListener('submit', async (event) => {
    event.preventDefault();
    const text = field().value;
    const attached = files.list();
    if (!shown || closed() || (text.trim() === '' && (attached.length === 0 || quoted))) return;
    const kept = quoted;
    const body = { ...bodyOf(text, kept), files: attached.length ? attached : undefined };
    clear();
    if (await send(body, kind() === 'public', text || attached[0].name, Math.max(1, attached.length))) return;
    if (field().value.trim() === '') field().value = text;
    files.set(attached);
    setQuote(kept);
  });
  sendOnEnter(field());
  field().addEventListener('input', showForm);
  for (const choice of byId('reply-form').elements.kind) choice.addEventListener('change', showForm);
  byId('quote-drop').addEventListener('click', () => {
    setQuote('');
    field().focus();
  });
}

/** quote answers a customer's comment: what is selected in it, else its beginning. */
export function quote(comment, node) {
  const selection = getSelection();
  const selected = selection && node.contains(selection.anchorNode) && node.contains(selection.focusNode) ? selection.toString() : '';
  setQuote((selected.trim() || beginning(comment.body)).trim());
  byId('reply-form').elements.kind.value = 'public';
  showForm();
  field().focus();
}

const MARKED = /^\[[a-z_ ]+\]/; // what kind of message it is
const RELATED = /^\[(reply|forwarded|group)\]/; // what it stands in relation to

/** beginning is the first words of the customer's own, ended with a whole word. */
function beginning(body) {
  const lines = body.split('\n');
  for (const marked of [MARKED, RELATED]) {
    const start = lines.findIndex((line) => line.trim() !== '' && !marked.test(line));
    if (start < 0) continue;
    const end = lines.findIndex((line, i) => i > start && marked.test(line));
    return short(lines.slice(start, end < 0 ? lines.length : end).join('\n').trim());
  }
  return short(body);
}

const short = (text) => (text.length <= QUOTED_MAX ? text : text.slice(0, QUOTED_MAX).replace(/\s\S*$/, ''));

function setQuote(text) {
  quoted = text;
  byId('reply-quote').hidden = text === '';
  setText(byId('reply-quoted'), text);
}

function clear() {
  field().value = '';
  files.set([]);
  setQuote('');
  tools.forEach((tool) => tool.close());
}

/** bodyOf is a comment as the helpdesk's editor makes it: HTML only where it has to be. */
function bodyOf(text, quote) {
  if (quote === '') return text.trim() === '' ? {} : { body: text };
  return { html_body: `<blockquote>${paragraph(quote)}</blockquote>${paragraph(text)}` };
}

const paragraph = (text) => `<p>${text.replace(/[&<>]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c]).replaceAll('\n', '<br>')}</p>`;

const isCommand = (text) => /^\s*\/wa(\s|$)/i.test(text);

/** showReply says which ticket is answered; other when it is another one. */
export function showReply(ticket, other) {
  shown = ticket;
  if (other) clear();
  showForm();
}

function showForm() {
  const isPublic = kind() === 'public';
  setData(byId('reply-form'), 'public', isPublic);
  for (const part of [field(), byId('files-open'), byId('palette-open')]) part.disabled = closed();
  field().placeholder = PLACES[closed() ? 'closed' : kind()];
  const button = document.querySelector('[data-testid="reply-send"]');
  button.disabled = closed();
  setText(button, isPublic ? 'Send' : 'Add note');
  setText(byId('reply-hint'), isPublic && isCommand(field().value) ? 'A command belongs in an internal note.' : '');
}
