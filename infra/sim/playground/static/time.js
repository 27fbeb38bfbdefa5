// Times as people read them. The simulated clock may be days ahead, so "now"
// always comes from here.

let ahead = 0; // ms that the simulated clock runs ahead of this machine's

/** setNow tells the simulated time. */
export function setNow(text) {
  const at = Date.parse(text);
  if (!Number.isNaN(at)) ahead = at - Date.now();
}

/** now is the simulated time in ms. */
export const now = () => Date.now() + ahead;

/** aheadBy is how far the simulated clock runs ahead, in ms. */
export const aheadBy = () => ahead;

const format = (options) => {
  const formatter = new Intl.DateTimeFormat('en-GB', options);
  return (ms) => formatter.format(ms);
};

export const hourMinute = format({ hour: '2-digit', minute: '2-digit' });
export const hourMinuteSecond = format({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
export const day = format({ weekday: 'short', day: 'numeric', month: 'short' });
export const moment = format({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** zoneName is the short name of this browser's time zone. */
export function zoneName() {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' }).formatToParts(Date.now());
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
}

/** short is a time within the last day, or date and time. */
export const short = (ms) => (Math.abs(now() - ms) < 20 * 3_600_000 ? hourMinute(ms) : moment(ms));

/** took is a duration in ms for a path: 0.4 ms, 12 ms, 1.3 s, 1 min 30 s. */
export function took(ms) {
  if (ms < 1) return ms <= 0.05 ? '<0.1 ms' : ms.toFixed(1) + ' ms';
  if (ms < 1_000) return Math.round(ms) + ' ms';
  if (ms < 60_000) return (ms / 1_000).toFixed(ms < 10_000 ? 1 : 0) + ' s';
  return span(ms);
}

/** span is a longer duration in two units: 59 s, 12 min 5 s, 3 h 20 min, 1 d 30 min. */
export function span(ms) {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  const units = [['d', 86_400], ['h', 3_600], ['min', 60], ['s', 1]];
  const first = units.findIndex(([, size]) => seconds >= size);
  if (first < 0) return '0 s';
  const [name, size] = units[first];
  const text = `${Math.floor(seconds / size)} ${name}`;
  const left = seconds % size;
  const rest = units.find(([, smaller]) => left >= smaller);
  return rest ? `${text} ${Math.floor(left / rest[1])} ${rest[0]}` : text;
}
