// Drives a page from within: waits until it is usable, then steps from day to day. Each step is a
// separate task between the marks "step" and "shown" of the trace.

(() => {
  const POLL_MS = 4;

  /** Step, and resolve with the ms from its start to the second animation frame. */
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

  /** Poll until the page can be stepped, for at most `most` ms. */
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
    /** Resolve with the ms from navigation until a first step has been shown. */
    async open(ready, days, most) {
      step = await stepper(ready, days, most);
      await show(step, days[Math.floor(days.length / 2)], 0);
      return performance.now();
    },
    /** Step through days for at most `most` ms, with steps at varying phases of the frames. */
    async walk(days, most) {
      const end = performance.now() + most;
      const times = [];
      for (const day of days) {
        times.push(await show(step, day, (times.length * 10) % 17));
        if (performance.now() > end) break;
      }
      return times;
    },
  };
})();
