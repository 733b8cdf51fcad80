import { readPage, scribesAt } from '../store/log.js';
import { acknowledge } from '../store/peers.js';

/** What a session has the storage do: first it is on disk, then the session is told. */
export class Recording {
  #acknowledged = null;

  /**
   * @param {import('../store/store.js').Store} store @param {number} maxClockDrift milliseconds
   * @param {Set<string>} readToItsEnd journals, since the start
   */
  constructor(store, maxClockDrift, readToItsEnd) {
    this.store = store;
    this.maxClockDrift = maxClockDrift;
    this.readToItsEnd = readToItsEnd;
    /** @type {{ client: string, journal: string } | null} */
    this.server = null;
    this.isFirst = false;
  }

  /** What is known of the server that greeted. @returns {Promise<import('../session/protocol.js').Known>} */
  async attach(theirs) {
    this.server = { client: theirs.client, journal: theirs.journal };
    const known = await this.store.known(this.server, theirs.seen);
    this.isFirst = known.seen === null;
    // What this client was started from may be a backup: until the server's journal was once read to its end, our own is
    // asked for too.
    return { ...known, own: known.own || !this.readToItsEnd.has(theirs.journal) };
  }

  /** The server's journal was read to its end. */
  live() {
    this.readToItsEnd.add(this.server.journal);
  }

  read(from, onlyOurs) {
    return this.store.read(transaction => readPage(transaction, from, onlyOurs));
  }

  take({ scribes, upto, own }) {
    return this.store.take({ scribes, upto, own, server: this.server }, Date.now(), this.maxClockDrift);
  }

  /**
   * The server holds ours up to there. Written one at a time, the last that is known: what one lost would save is a
   * repeat.
   * @param {number} position
   */
  async acknowledge(position) {
    const writing = this.#acknowledged !== null;
    this.#acknowledged = position;
    if (writing) return;
    try {
      for (let written = null; written !== this.#acknowledged; ) {
        const next = (written = this.#acknowledged);
        await this.store.write(transaction => acknowledge(transaction, this.server, next));
      }
    } finally {
      this.#acknowledged = null;
    }
  }

  /** What was refused of ours, each with the scribe that it is about, where that is still known. */
  async refused(rejected) {
    const known = rejected.filter(({ id }) => id !== null);
    const ids = known.map(({ id }) => id);
    const scribes = await this.store.read(transaction => scribesAt(transaction, ids));
    return known.map((rejection, i) => ({ ...rejection, scribe: scribes[i] }));
  }
}
