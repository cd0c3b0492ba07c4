// Playing: one step after another, each drawn before the next is due.

const EARLY_MS = 4; // a frame that comes a little early counts: otherwise every step waits for the next

/**
 * Make a clock that steps when a step is due, at most once per frame.
 *
 * @param {() => number|null} step Takes a step; returns for how many ms it stays, null after the last step.
 * @param {() => number} first How many ms the first step waits.
 * @param {(runs: boolean) => void} turned Called when the clock starts and stops.
 * @returns {{stop(): void, start(): void, readonly runs: boolean}}
 */
export function stepper(step, first, turned) {
  let frame = null;
  let due = 0;

  function stop() {
    if (frame === null) return;
    cancelAnimationFrame(frame);
    frame = null;
    turned(false);
  }
  function tick(now) {
    frame = requestAnimationFrame(tick);
    if (now + EARLY_MS < due) return;
    const stay = step();
    if (stay === null) stop();
    else due = Math.max(due + stay, now);
  }
  return {
    stop,
    get runs() {
      return frame !== null;
    },
    start() {
      due = performance.now() + first();
      frame = requestAnimationFrame(tick);
      turned(true);
    },
  };
}
