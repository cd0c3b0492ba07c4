// Drives a page from within: opened until usable, then stepped from day to day. Each step is a task
// of its own, between the marks "step" and "shown" of the trace.

(() => {
  const POLL_MS = 4;

  /** Step, and resolve with the ms until the second animation frame after it began. */
  function show(step, day, wait) {
    return new Promise((resolve, reject) => {
      setTimeout(() => {
        performance.mark("step");
        const start = performance.now();
        try {
          step(day);
        } catch (error) {
          reject(error);
        }
        requestAnimationFrame(() =>
          requestAnimationFrame(() => {
            performance.mark("shown");
            resolve(performance.now() - start);
          }),
        );
      }, wait);
    });
  }

  /** Ask until the page can be stepped, at most for so long. */
  function stepper(ready, days, most) {
    return new Promise((resolve, reject) => {
      const ask = () => {
        const step = ready(days);
        if (step) resolve(step);
        else if (performance.now() > most) reject(new Error(`it could not be stepped in ${most} ms`));
        else setTimeout(ask, POLL_MS);
      };
      ask();
    });
  }

  let step;

  window.harness = {
    /** Resolve with the ms since navigation began when a first step has been shown. */
    async open(ready, days, most) {
      step = await stepper(ready, days, most);
      await show(step, days[Math.floor(days.length / 2)], 0);
      return performance.now();
    },
    /** Go through days, at most for so long; the steps meet the frames at any phase. */
    async walk(days, most) {
      const end = performance.now() + most;
      const took = [];
      for (const day of days) {
        took.push(await show(step, day, (took.length * 10) % 17));
        if (performance.now() > end) break;
      }
      return took;
    },
  };
})();
