// Playing: one step after another, each drawn before the next is due.

const EARLY_MS = 4; // a frame that comes a little early counts, or every step would wait one more

/**
 * Make a clock that calls `step` when it is due, never twice within a frame and never in between.
 *
 * `step` takes one step and returns how many ms it stays, or null where it was the last. `turned`
 * is told whether the clock runs.
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
