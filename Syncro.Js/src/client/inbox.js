import { beginMessage } from '../wire/message-reader.js';
import { assemble, NO_PARTS } from '../wire/parts.js';
import { nextTask } from './task.js';

/** Messages that may wait while one is recorded: the window of the other side's pushes, and answers to ours. */
export const MAX_WAITING = 32;

/** Characters of a text that is read in more than one task: its scribes may take a tenth of a second. */
const LONG = 16 * 1024;

/** What came and waits for its turn, each a message or what is wrong with it. */
export class Inbox {
  #texts = [];
  #reading = false;
  #waiting = [];
  #parts = NO_PARTS;
  #heard;

  /** @param {() => void} heard called with each message that can be taken */
  constructor(heard) {
    this.#heard = heard;
  }

  /** @param {string} text @returns {boolean} whether there was room for it */
  put(text) {
    this.#texts.push(text);
    if (!this.#reading) void this.#read();
    return this.#texts.length + this.#waiting.length <= MAX_WAITING;
  }

  /** The next, or undefined. */
  take() {
    return this.#waiting.shift();
  }

  async #read() {
    this.#reading = true;
    try {
      while (this.#texts.length > 0) {
        const [text] = this.#texts;
        const rest = beginMessage(text);
        if (text.length > LONG) await nextTask();
        this.#texts.shift();
        const { parts, read } = assemble(this.#parts, rest());
        this.#parts = parts;
        if (read === null) continue;
        this.#waiting.push(read);
        this.#heard();
      }
    } finally {
      this.#reading = false;
    }
  }
}
