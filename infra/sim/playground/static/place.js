// What is chosen stands in the address, #phone=…&ticket=…, so that a reload or
// a copied address shows the same.

const read = () => new URLSearchParams(location.hash.slice(1));

/** chosen is the value of a name in the address, or "". */
export const chosen = (name) => read().get(name) ?? '';

/** choose keeps a value in the address without a step in the history. */
export function choose(name, value) {
  const params = read();
  if (value) params.set(name, value);
  else params.delete(name);
  history.replaceState(null, '', '#' + params);
}
