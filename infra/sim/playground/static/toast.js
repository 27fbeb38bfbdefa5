// One sentence for the person at the screen when something did not work.

import { byId } from './dom.js';

const SHOWN_MS = 7_000;
let timer = 0;

/** say shows a sentence for some seconds; screen readers hear it at once. */
export function say(text) {
  const toast = byId('toast');
  toast.textContent = text;
  clearTimeout(timer);
  timer = setTimeout(() => (toast.textContent = ''), SHOWN_MS);
}

/** attempt runs an action of a person and says why it failed; true on success. */
export async function attempt(action) {
  try {
    await action();
    return true;
  } catch (error) {
    say(error.message);
    return false;
  }
}
