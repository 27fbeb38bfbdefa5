// Elements are made here and nowhere else. Text becomes text nodes, never
// markup, so what a customer or an agent writes cannot run.

const SVG = 'http://www.w3.org/2000/svg';

const isNode = (child) => child !== null && child !== undefined && child !== false;

/** el makes an element: class, text, on (listeners), and else attributes. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'text') node.textContent = value;
    else if (name === 'on') for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.filter(isNode));
  return node;
}

/** icon shows a symbol of the sprite; with a label it is an image, else decoration. */
export function icon(name, label) {
  const svg = document.createElementNS(SVG, 'svg');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', '#i-' + name);
  svg.append(use);
  if (label) {
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', label);
  } else {
    svg.setAttribute('aria-hidden', 'true');
  }
  return svg;
}

/** byId finds what index.html promises; a missing one is our mistake. */
export function byId(id) {
  const node = document.getElementById(id);
  if (!node) throw new Error('no element #' + id);
  return node;
}

/** setText writes only what changed, so that screen readers hear changes only. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** setData sets or removes a data attribute where it changed. */
export function setData(node, name, value) {
  if (value === undefined || value === null || value === '') delete node.dataset[name];
  else if (node.dataset[name] !== String(value)) node.dataset[name] = value;
}

/**
 * redraw puts other children in the place of those of node. What has the focus
 * keeps it when the new ones have an element of the same data-key.
 */
export function redraw(node, ...children) {
  const key = node.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  node.replaceChildren(...children.filter(isNode));
  if (key) [...node.querySelectorAll('[data-key]')].find((child) => child.dataset.key === key)?.focus();
}

/**
 * fold lets a button open and close a part of the page, which then has the focus;
 * Escape in either closes it too. fill() is called before it opens.
 */
export function fold(button, part, fill = () => {}) {
  const set = (open) => {
    if (open) fill();
    button.setAttribute('aria-expanded', String(open));
    part.hidden = !open;
    if (open && !matchMedia('(pointer: coarse)').matches) part.querySelector('button, input')?.focus(); // else a keyboard would cover it
  };
  button.addEventListener('click', () => set(part.hidden));
  for (const node of [button, part]) {
    node.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || part.hidden) return;
      set(false);
      button.focus();
    });
  }
  return { close: () => set(false) };
}

const known = new WeakMap(); // parent → Map of key → { node, item as text }

/**
 * keyed makes the children of parent show items, in order. A child lives as
 * long as its key, so focus, scrolling and open details stay; update runs when
 * the item differs from before.
 */
export function keyed(parent, items, keyOf, create, update) {
  const before = known.get(parent) ?? new Map();
  const after = new Map();
  let position = parent.firstChild;
  for (const item of items) {
    const key = keyOf(item);
    if (after.has(key)) continue;
    const kept = before.get(key) ?? { node: arrive(create(item), before.size > 0), seen: null };
    after.set(key, kept);
    if (kept.node === position) position = position.nextSibling;
    else parent.insertBefore(kept.node, position);
    const seen = JSON.stringify(item);
    if (kept.seen !== seen) update(kept.node, item);
    kept.seen = seen;
  }
  for (const [key, { node }] of before) if (!after.has(key)) node.remove();
  known.set(parent, after);
}

/** arrive marks what joins a list that was there before, for a short motion. */
function arrive(node, joins) {
  if (joins) {
    node.classList.add('arriving');
    setTimeout(() => node.classList.remove('arriving'), 400);
  }
  return node;
}

/** sendOnEnter submits the form of a text area; Shift+Enter breaks the line. */
export function sendOnEnter(area) {
  let shift = false;
  area.addEventListener('keydown', (event) => {
    shift = event.shiftKey;
    if (event.key !== 'Enter' || shift || event.isComposing) return;
    event.preventDefault();
    area.form.requestSubmit();
  });
  // Some keyboards, on screens above all, break the line all the same.
  area.addEventListener('beforeinput', (event) => {
    if (event.inputType === 'insertLineBreak' && !shift) event.preventDefault();
  });
}
