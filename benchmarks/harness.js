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

  function stepper(ready, days) {
    return new Promise((resolve) => {
      const ask = () => {
        const step = ready(days);
        if (step) resolve(step);
        else setTimeout(ask, POLL_MS);
      };
      ask();
    });
  }

  let step;

  window.harness = {
    /** Resolve with the ms since navigation began when a first step has been shown. */
    async open(ready, days) {
      step = await stepper(ready, days);
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
