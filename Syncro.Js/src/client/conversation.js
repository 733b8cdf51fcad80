import { newSession, isBusy, on } from '../session/session.js';
import { writeMessage } from '../wire/message-writer.js';
import { Inbox, MAX_WAITING } from './inbox.js';
import { nextTask } from './task.js';

const TICK_EVERY = 250;

/**
 * One session over one link: gives what happens to the pure session, and does what that says, in order.
 * @typedef {{ told(head: object): void, ready(server: object, isFirst: boolean): void, live(): void,
 *   acknowledged(): void, caughtUp(both: boolean): void, taken(outcome: object, seen: object): void,
 *   refused(list: object[]): void, report(fault: object): void }} Ears
 */
export class Conversation {
  #inbox = new Inbox(() => this.#readOn());
  #doing = new Set();
  #fault = null;
  #caughtUp = false;
  #began = Date.now();
  #beganAt = performance.now();
  /** @type {import('../session/protocol.js').Session} */
  #session;

  /**
   * @param {import('./link.js').Link} link @param {import('./recording.js').Recording} recording
   * @param {import('../session/protocol.js').Terms} terms @param {Ears} ears who is told
   */
  constructor(link, recording, terms, ears) {
    this.link = link;
    this.recording = recording;
    this.ears = ears;
    this.#session = newSession(terms);
  }

  /** Ends with the connection. @returns {Promise<{ code: number | null, message: string }>} why it ended */
  async run({ head, seen }) {
    this.link.listen(
      text => this.#receive(text),
      fault => this.#happen({ kind: 'failed', fault }),
    );
    const timer = setInterval(() => this.wake(), TICK_EVERY);
    try {
      this.#happen({ kind: 'opened', now: this.#now(), head, seen });
      const reason = await this.link.ended;
      return this.#fault ?? { code: null, message: reason ?? 'the connection was lost' };
    } finally {
      clearInterval(timer);
      this.#session = { ...this.#session, phase: 'closed' };
      // What is on disk is told while there is someone to tell.
      await Promise.all(this.#doing);
    }
  }

  /** Our journal has a new commit. */
  headMoved() {
    this.#happen({ kind: 'headMoved' });
  }

  /** Time passes; a tab that comes back looks at what its timers missed. */
  wake() {
    this.#happen({ kind: 'tick', now: this.#now() });
  }

  /** @param {string} reason why it ends now */
  end(reason) {
    this.#fault ??= { code: null, message: reason };
    this.link.close();
  }

  // The wall clock as the session began, and what has gone by since: one set anew moves none of its time limits.
  #now() {
    return Math.round(this.#began + performance.now() - this.#beganAt);
  }

  #receive(text) {
    if (!this.#inbox.put(text))
      this.#happen({ kind: 'failed', fault: { code: 429, message: `more than ${MAX_WAITING} messages at once` } });
  }

  #readOn() {
    while (this.#session.phase !== 'closed' && !isBusy(this.#session)) {
      const next = this.#inbox.take();
      if (!next) return;
      const { message, fault } = next;
      this.#step(fault ? { kind: 'failed', fault } : { kind: 'received', message, now: this.#now() });
    }
  }

  #happen(event) {
    this.#step(event);
    this.#readOn();
  }

  #step(event) {
    const { session, effects } = on(this.#session, event);
    this.#session = session;
    for (const effect of effects) this.#perform(effect);
    const caughtUp = session.reading.live && session.serving.live;
    if (caughtUp !== this.#caughtUp) this.ears.caughtUp((this.#caughtUp = caughtUp));
  }

  #perform(effect) {
    const { recording, ears, link } = this;
    switch (effect.kind) {
      case 'send':
        link.send(writeMessage(effect.message));
        break;
      case 'attach':
        this.#do(async () => ({ kind: 'attached', known: await recording.attach(effect.greeting), now: this.#now() }));
        break;
      case 'read':
        this.#do(async () => {
          await link.drained();
          return { kind: 'pageRead', page: await recording.read(effect.from, effect.onlyOurs), now: this.#now() };
        });
        break;
      case 'take':
        this.#do(() => this.#take(effect));
        break;
      case 'acknowledged':
        this.#do(() => recording.acknowledge(effect.position).then(() => ears.acknowledged()));
        break;
      case 'refused':
        this.#do(() => recording.refused(effect.rejected).then(list => ears.refused(list)));
        break;
      case 'close':
        this.#fault ??= effect.fault;
        link.close();
        break;
      case 'told':
        ears.told(effect.head);
        break;
      case 'ready':
        ears.ready(recording.server, recording.isFirst);
        break;
      case 'live':
        recording.live();
        ears.live();
        break;
      default:
        ears.report(effect.fault);
    }
  }

  /** Does something that takes its time; where it fails, the link ends, and the other side is told no detail. */
  #do(work) {
    const done = work().then(
      event => event && this.#happen(event),
      error => {
        this.#fault ??= { code: error.code ?? 500, message: error.message, name: error.name };
        this.#happen({ kind: 'failed', fault: { code: 500, message: "this client can't record now" } });
      },
    );
    this.#doing.add(done);
    void done.finally(() => this.#doing.delete(done));
  }

  async #take(effect) {
    // To read the page took long enough for one task.
    await nextTask();
    const outcome = await this.recording.take(effect);
    if (outcome.fault) return { kind: 'failed', fault: outcome.fault };
    this.ears.taken(outcome, effect.upto);
    if (outcome.rejected.length > 0) {
      const [{ id, code, message }] = outcome.rejected;
      const said = `${outcome.rejected.length} scribes refused; the first is ${id}: ${message}`;
      this.ears.report({ code, message: said });
    }
    return { kind: 'pageTaken', rejected: outcome.rejected, now: this.#now() };
  }
}
