import { readMessage } from '../wire/message-reader.js';
import { assemble, NO_PARTS } from '../wire/parts.js';

/** Messages that may wait while one is recorded: the window of the other side's pushes, and answers to ours. */
export const MAX_WAITING = 32;

/** What came and waits for its turn, each a message or what is wrong with it. */
export class Inbox {
  #waiting = [];
  #parts = NO_PARTS;

  /** @param {string} text @returns {boolean} whether there was room for it */
  put(text) {
    const { parts, read } = assemble(this.#parts, readMessage(text));
    this.#parts = parts;
    if (read !== null) this.#waiting.push(read);
    return this.#waiting.length <= MAX_WAITING;
  }

  /** The next, or undefined. */
  take() {
    return this.#waiting.shift();
  }
}
