import { readMessage } from '../src/wire/message-reader.js';
import { writeMessage } from '../src/wire/message-writer.js';

const FEW = 3;
const WINDOW = 8;

/**
 * The server's end of one connection, and the socket that a client has of it: messages arrive in order, each a turn
 * later, until the connection is cut; what was under way is then lost.
 */
export class ModelLine extends EventTarget {
  readyState = 0;
  bufferedAmount = 0;
  #who = null;
  #given = null;
  #own = false;
  #asked = null;
  #unanswered = 0;
  #next = 1;

  /** @param {import('./model-server.js').ModelServer} server */
  constructor(server) {
    super();
    [this.server, this.log] = [server, server.log];
    setImmediate(() => (server.open && this.log === server.log ? this.#begin() : this.end()));
  }

  #begin() {
    if (this.readyState !== 0) return;
    this.readyState = 1;
    this.server.lines.add(this);
    this.dispatchEvent(new Event('open'));
  }

  get client() {
    return this.#who?.client;
  }

  send(text) {
    this.#deliver('to the server', () => this.#hear(readMessage(text)));
  }

  close() {
    this.end();
  }

  end() {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.server.lines.delete(this);
    queueMicrotask(() => this.dispatchEvent(new Event('close')));
  }

  /** What follows what was sent, to a reader that is caught up. */
  push() {
    while (this.#given !== null && this.#given < this.log.head && this.#unanswered < WINDOW) {
      const { more, ...page } = this.log.page(this.#who.journal, this.#given, this.#own, 1);
      [this.#given, this.#unanswered] = [page.position, this.#unanswered + 1];
      this.#request({ type: 'add_scribes', ...page });
    }
  }

  #deliver(way, arrive) {
    setImmediate(() => {
      if (this.readyState !== 1) return;
      if (this.server.chance.cuts()) {
        this.server.chance.drew(`cut ${way}`);
        this.end();
        return;
      }
      try {
        arrive();
      } catch (error) {
        this.server.faults.push(error);
        this.end();
      }
    });
  }

  #tell(message) {
    const data = writeMessage(message);
    this.#deliver('to the client', () => this.dispatchEvent(Object.assign(new Event('message'), { data })));
  }

  #request(message) {
    this.#tell({ ...message, id: `${this.#next++}` });
    return `${this.#next - 1}`;
  }

  #hear({ message, fault }) {
    if (fault) throw new Error(`a client said: ${fault.message}`);
    const answer = result => this.#tell({ type: 'response', id: message.id, result });
    switch (message.type) {
      case 'hello':
        return this.#greet(message.greeting, answer);
      case 'sync':
        return this.#page(message, answer);
      case 'add_scribes':
        return answer({ kind: 'pushed', position: message.position, rejected: this.#take(message) });
      case 'response':
        return message.id === this.#asked ? this.#answered(message.result) : this.#pushed();
      case 'error':
        throw new Error(`a client ended the link: ${message.code} ${message.message}`);
      default:
        return answer({ kind: 'value', json: 'true' });
    }
  }

  #greet({ client, journal }, answer) {
    this.#who = { client, journal };
    this.seen = this.log.seenOf(journal, this.server.chance.earlier());
    const greeting = { protocol: 2, space: 'main', client: 'server', token: null, features: [], classes: '*' };
    Object.assign(greeting, this.log.end, { seen: this.seen, now: Date.now() });
    answer({ kind: 'greeted', relay: false, greeting });
  }

  #page({ from, own }, answer) {
    if (from !== null && !this.log.holds(from)) throw new Error(`never told: ${JSON.stringify(from)}`);
    const page = this.log.page(this.#who.journal, from?.position ?? 0, own, FEW);
    answer({ kind: 'page', ...page });
    [this.#given, this.#own] = [page.more ? null : page.position, own];
    if (this.#asked === null) this.#ask([]);
    this.push();
  }

  #ask(rejected) {
    this.#asked = this.#request({ type: 'sync', from: this.seen, own: this.seen === null, rejected });
  }

  #answered(page) {
    if (page.kind !== 'page') throw new Error(`a client answered ${page.kind} to ${JSON.stringify(this.seen)}`);
    const rejected = this.#take(page);
    if (page.more) this.#ask(rejected);
    else this.#request({ type: 'ack', position: page.position, mark: page.mark, rejected });
  }

  #pushed() {
    this.#unanswered = Math.max(0, this.#unanswered - 1);
    this.push();
  }

  #take({ scribes, position, mark }) {
    this.seen = { journal: this.#who.journal, position, mark };
    const rejected = this.log.take(this.#who, { scribes, position, mark });
    this.server.push();
    return rejected;
  }
}
