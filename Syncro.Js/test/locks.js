/** The Web Locks of a browser, as far as they are used. */
export class Locks {
  #queues = new Map();

  request(name, { signal }, work) {
    const before = this.#queues.get(name) ?? Promise.resolve();
    const aborted = new Promise((_, reject) =>
      signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')), { once: true }),
    );
    const turn = Promise.race([before, aborted]).then(work);
    this.#queues.set(name, Promise.allSettled([before, turn.catch(() => {})]));
    return turn;
  }
}

/** The parts of a browser that a tab looks at. */
export const browserOf = locks => ({ locks, page: new EventTarget(), document: new EventTarget() });
