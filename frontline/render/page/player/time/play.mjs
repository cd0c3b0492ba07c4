// Playing: steps one after another, each drawn before the next.

const EARLY_MS = 4; // tolerance for early frames, otherwise steps would wait for the next frame

/**
 * Make a clock that takes a step when it is due, at most once per frame.
 *
 * @param {() => number|null} step Takes a step; returns for how many ms it stays, null after the last step.
 * @param {() => number} first Returns the delay of the first step in ms.
 * @param {(runs: boolean) => void} toggled Called when the clock starts and stops.
 * @returns {{stop(): void, start(): void, readonly runs: boolean}}
 */
export function stepper(step, first, toggled) {
  let frame = null;
  let due = 0;

  function stop() {
    if (frame === null) return;
    cancelAnimationFrame(frame);
    frame = null;
    toggled(false);
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
      toggled(true);
    },
  };
}
