// Asking again: soon after something happened, but never twice at once and
// never faster than the answers come.

const SOON_MS = 60;
const GAP_MS = 250;

/**
 * refresher gives soon() and now() for one thing that is loaded and shown. An
 * answer that was asked for before a newer now() is not shown.
 */
export function refresher(load, show, failed) {
  let timer = 0;
  let running = false;
  let again = false;
  let last = 0;

  async function run() {
    timer = 0;
    if (running) {
      again = true;
      return;
    }
    running = true;
    again = false;
    const begun = performance.now();
    try {
      const fresh = await load();
      if (!again) show(fresh);
    } catch (error) {
      failed(error);
    }
    running = false;
    last = performance.now();
    if (again) schedule(Math.max(SOON_MS, Math.min(2_000, last - begun)));
  }

  function schedule(wait) {
    if (!timer) timer = setTimeout(run, wait);
  }

  return {
    soon: () => (running ? (again = true) : schedule(Math.max(SOON_MS, last + GAP_MS - performance.now()))),
    now: () => {
      clearTimeout(timer);
      return run();
    },
  };
}
