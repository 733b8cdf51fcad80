import { readMessage } from '../src/wire/message-reader.js';

/**
 * A server that a test holds in its hands: it greets, answers a first `sync` with its scribes, asks for ours and
 * acknowledges them, unless the test says otherwise. `Socket` is what a client dials it with.
 */
export class FakeServer {
  sockets = [];
  heard = [];
  got = [];
  scribes = [];
  head = 0;
  journal = 'j-server';
  seen = null;
  from = null;
  relay = false;
  refuses = () => null;
  greets = () => null;

  constructor() {
    const server = this;
    this.Socket = class extends EventTarget {
      readyState = 0;
      bufferedAmount = 0;

      constructor(url) {
        super();
        this.url = url;
        queueMicrotask(() => (server.open ? this.open() : this.end()));
      }

      open() {
        this.readyState = 1;
        server.sockets.push(this);
        this.dispatchEvent(new Event('open'));
      }

      send(text) {
        server.heard.push(text);
        server.hear(this, readMessage(text).message, JSON.parse(text));
      }

      tell(message) {
        queueMicrotask(
          () =>
            this.readyState === 1 &&
            this.dispatchEvent(Object.assign(new Event('message'), { data: JSON.stringify(message) })),
        );
      }

      close() {
        this.end();
      }

      end() {
        if (this.readyState === 3) return;
        this.readyState = 3;
        queueMicrotask(() => this.dispatchEvent(Object.assign(new Event('close'), { reason: '' })));
      }
    };
  }

  open = true;

  get live() {
    return this.sockets.at(-1);
  }

  hear(socket, { type, id, result }, raw) {
    switch (type) {
      case 'hello': {
        const refusal = this.greets(raw);
        this.hello = raw;
        if (refusal) return socket.tell({ type: 'error', id: 1, ...refusal });
        return socket.tell({
          type: 'response',
          id: Number(id),
          result: {
            relay: this.relay,
            protocol: 2,
            space: 'main',
            client: 'server',
            journal: this.journal,
            head: this.head,
            mark: this.head ? 'm' : '',
            seen: this.seen,
            features: [],
            classes: '*',
            now: Date.now(),
          },
        });
      }
      case 'sync':
        socket.tell({
          type: 'response',
          id: Number(id),
          result: {
            scribes: this.scribes,
            position: this.head,
            mark: this.head ? 'm' : '',
            more: false,
          },
        });
        return socket.tell({ type: 'sync', id: 1, from: this.from, own: this.from === null });
      case 'ack':
        return socket.tell({ type: 'response', id: Number(id), result: true });
      case 'response':
        if (result.kind === 'page') return this.page(socket, raw.result);
        return undefined;
      case 'add_scribes':
        return socket.tell({
          type: 'response',
          id: Number(id),
          result: { position: raw.position, rejected: this.take(raw) },
        });
      default:
        return undefined;
    }
  }

  #asked = 1;

  page(socket, page) {
    const rejected = this.take(page);
    const answer =
      page.more ?
        { type: 'sync', id: ++this.#asked, from: this.seen, own: true, rejected }
      : { type: 'ack', id: ++this.#asked, position: page.position, mark: page.mark, rejected };
    socket.tell(answer);
  }

  take({ scribes, position, mark }) {
    this.got.push(...scribes);
    this.seen = this.from = { journal: this.hello.journal, position, mark };
    return scribes.flatMap(scribe => {
      const fault = this.refuses(scribe);
      return fault ? [{ id: scribe.id, ...fault }] : [];
    });
  }

  #pushed = 1000;

  push(scribes, position) {
    this.head = position;
    this.live.tell({ type: 'add_scribes', id: this.#pushed++, scribes, position, mark: 'm' });
  }
}

export const stampOf = (ms, origin) => `${ms.toString(16).padStart(12, '0')}0000@${origin}`;

/** A scribe of another's, as the server sends it. */
export const createOf = (id, attributes, position, at = stampOf(Date.now(), 'other')) => ({
  klass: 'Note',
  type: 'create',
  data: { id, ...attributes },
  id: position,
  at,
  commit: true,
});
