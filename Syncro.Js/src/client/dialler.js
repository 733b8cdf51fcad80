import { headOf } from '../journal/state.js';
import { lastKnown } from '../store/peers.js';
import { BACKOFF, pauseBefore } from './backoff.js';
import { Conversation } from './conversation.js';
import { dial } from './link.js';
import { Recording } from './recording.js';

/** Dials the server, again and again, for as long as this tab leads. */
export class Dialler {
  #conversation = null;
  #wake = null;
  #attempt = 0;
  #readToItsEnd = new Set();

  /**
   * @param {import('../store/store.js').Store} store
   * @param {Pick<ReturnType<typeof import('./options.js').optionsOf>,
   *   'url' | 'token' | 'server' | 'Socket' | 'timing' | 'connectTimeout' | 'backoff'>} options
   * @param {import('./conversation.js').Ears & { ended(fault: object): void }} ears
   */
  constructor(store, options, ears) {
    this.store = store;
    this.options = options;
    this.ears = ears;
  }

  /** Until the signal is given; then the session is over and the link closed. @param {AbortSignal} signal */
  async run(signal) {
    signal.addEventListener('abort', () => this.now(), { once: true });
    while (!signal.aborted) {
      const fault = await this.#once(signal);
      if (signal.aborted) break;
      this.ears.ended(fault);
      await this.#pause(pauseBefore(this.#attempt++, Math.random, this.options.backoff ?? BACKOFF));
    }
  }

  /** Our journal has a new commit. */
  headMoved() {
    this.#conversation?.headMoved();
  }

  /** Doesn't wait any longer: the network or the user is back. */
  now() {
    this.#attempt = 0;
    this.#wake?.();
    this.#conversation?.wake();
  }

  /** The network is gone: a connection over it would be taken for one that is silent, and for a long time. */
  lost() {
    this.#conversation?.end('the network is gone');
  }

  async #once(signal) {
    const { url, Socket, connectTimeout, timing, server } = this.options;
    let stop = null;
    try {
      const token = await within(this.#token(), connectTimeout, 'the token');
      const [journal, known] = [await this.store.journal(), await this.store.read(lastKnown)];
      if (signal.aborted) return null;
      const link = await dial(Socket, url, connectTimeout, signal);
      stop = () => link.close();
      signal.addEventListener('abort', stop, { once: true });
      const terms = {
        client: journal.client,
        journal: journal.journal,
        space: journal.space,
        server,
        classes: this.store.classes,
        token,
        timing,
      };
      const ears = {
        ...this.ears,
        ready: (server, isFirst) => {
          this.#attempt = 0;
          this.ears.ready(server, isFirst);
        },
      };
      const recording = new Recording(this.store, timing.maxClockDrift, this.#readToItsEnd);
      this.#conversation = new Conversation(link, recording, terms, ears);
      return await this.#conversation.run({ head: headOf(journal), seen: known?.seen ?? null });
    } catch (error) {
      return { code: error.code ?? null, message: error.message, name: error.name };
    } finally {
      this.#conversation = null;
      if (stop) signal.removeEventListener('abort', stop);
    }
  }

  async #token() {
    const { token } = this.options;
    return typeof token === 'function' ? ((await token()) ?? null) : token;
  }

  #pause(time) {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, time);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** What it comes to, or an error after a time. */
function within(promise, time, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${time} ms`)), time);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
