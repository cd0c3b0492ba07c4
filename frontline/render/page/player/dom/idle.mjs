// Work for when the browser has nothing else to do.

const PATIENCE_MS = 200;

/**
 * Run a task when the browser is idle; if it never is, after a moment.
 *
 * Chromium may never call a frame of another site idle.
 *
 * @param {() => void} task
 */
export function whenIdle(task) {
  if (globalThis.requestIdleCallback) requestIdleCallback(task, { timeout: PATIENCE_MS });
  else setTimeout(task);
}
