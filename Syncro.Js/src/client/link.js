import { bytesOf } from '../scribes/utf8.js';
import { MAX_MESSAGE } from '../wire/messages.js';

/** Bytes that may wait to be sent before our journal is read on. */
const MAX_BUFFERED = 1024 * 1024;

const DRAIN_EVERY = 50;

/** A WebSocket: texts in, texts out. */
export class Link {
  /** @param {WebSocket} socket open already */
  constructor(socket) {
    this.socket = socket;
    this.ended = new Promise(resolve => {
      this.end = resolve;
      socket.addEventListener('close', event => resolve(event.reason || null), { once: true });
      socket.addEventListener('error', () => resolve(null), { once: true });
    });
  }

  /** @param {(text: string) => void} text @param {(fault: { code: number, message: string }) => void} broken */
  listen(text, broken) {
    this.socket.addEventListener('message', ({ data }) => {
      if (typeof data !== 'string') broken({ code: 400, message: 'a binary message; each is one text' });
      else if (data.length > MAX_MESSAGE || (3 * data.length > MAX_MESSAGE && bytesOf(data) > MAX_MESSAGE))
        broken({ code: 413, message: `message of more than ${MAX_MESSAGE} bytes` });
      else text(data);
    });
  }

  send(text) {
    if (this.socket.readyState === 1) this.socket.send(text);
  }

  /** Resolves once there is room for more; a link that never drains is ended by its session's timers. */
  async drained() {
    while (this.socket.readyState === 1 && this.socket.bufferedAmount > MAX_BUFFERED)
      await new Promise(resolve => setTimeout(resolve, DRAIN_EVERY));
  }

  /** Ends it once what was sent before is out; nobody waits for the other side to close it too. */
  close() {
    this.socket.close(1000);
    this.end(null);
  }
}

/**
 * Dials, within a time.
 * @param {typeof WebSocket} Socket @param {string} url @param {number} timeout milliseconds @param {AbortSignal} signal
 * @returns {Promise<Link>}
 */
export function dial(Socket, url, timeout, signal) {
  return new Promise((resolve, reject) => {
    const socket = new Socket(url);
    const give = (end, value) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      end(value);
    };
    const fail = message => {
      give(reject, new Error(message));
      socket.close();
    };
    const stop = () => fail('it was stopped');
    const timer = setTimeout(() => fail(`no connection within ${timeout} ms`), timeout);
    signal.addEventListener('abort', stop, { once: true });
    socket.addEventListener('open', () => give(resolve, new Link(socket)), { once: true });
    socket.addEventListener('error', () => give(reject, new Error('the connection could not be made')), { once: true });
    socket.addEventListener('close', () => give(reject, new Error('the connection could not be made')), { once: true });
  });
}
