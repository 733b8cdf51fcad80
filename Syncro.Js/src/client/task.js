/** Ends the present task, so that whoever uses the page gets in between. No tab is too hidden for it, as for a timer. */
export const nextTask = () =>
  new Promise(resolve => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
