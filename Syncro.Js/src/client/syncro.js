import { ChangeRefusedError, StorageError, SyncroError } from '../errors.js';
import { idText } from '../scribes/ids.js';
import { persist } from '../store/persistence.js';
import { allOf, findOf, rowsAfter } from '../store/records.js';
import { Store } from '../store/store.js';
import { Leading } from './leading.js';
import { Model } from './model.js';
import { optionsOf } from './options.js';
import { recordOf } from './public.js';
import { ChangeSet } from './sets.js';
import { Tabs } from './tabs.js';
import { Voice } from './voice.js';

const PAGE = 100;
const MAX_PAGE = 10_000;

const closed = () => new StorageError('the client is closed');

/** One client: its records, its journal and its connection, shared by the tabs of one browser. */
export class Syncro {
  #voice = new Voice();
  #models = new Map();
  #closing = null;
  #recording = new Set();

  /** @param {import('../index.js').Options} options */
  constructor(options) {
    this.options = optionsOf(options);
    this.ready = this.#open();
    // Whoever uses it is told; nobody has to ask first.
    this.ready.catch(error => this.#voice.fail(error));
  }

  /** How it stands: a new object each time something changes. */
  get status() {
    return this.#voice.status;
  }

  /**
   * Hears of what happens: `status` and each of its parts by its name, `changes`, `scribes`, `refused`.
   * @param {string} name @param {(value: any) => void} listener @returns {() => void} ends it
   */
  on(name, listener) {
    return this.#voice.on(name, listener);
  }

  /** The records of a class. @param {string} name */
  model(name) {
    if (!this.options.classes.includes(name))
      throw new ChangeRefusedError({ code: 403, message: `class '${name}' is not synced here` });
    return this.#models.get(name) ?? this.#models.set(name, new Model(this, name)).get(name);
  }

  /** One change set, over any classes: on disk whole, or refused whole. @param {(set: ChangeSet) => any} add */
  async commit(add) {
    const set = new ChangeSet();
    if (add(set) instanceof Promise) throw new SyncroError('a change set is put together without waiting', 422);
    await this.ready;
    if (this.#closing) throw closed();
    const recording = this.#record(set);
    this.#recording.add(recording);
    await recording.finally(() => this.#recording.delete(recording));
  }

  async #record({ changes }) {
    const outcome = await this.store.record(changes, Date.now());
    if (outcome.fault) throw new ChangeRefusedError(outcome.fault);
    if (outcome.scribes.length === 0) return;
    this.#voice.tell(outcome, true);
    this.#voice.committed(outcome.scribes.length);
    this.leading.committed();
  }

  /** @param {string} klass @param {unknown} id */
  async find(klass, id) {
    const { id: text, fault } = idText(id);
    if (fault) return null;
    await this.#opened();
    return recordOf(text, await this.store.read(transaction => findOf(transaction, klass, text)));
  }

  /** @param {string} klass */
  async all(klass) {
    await this.#opened();
    const all = await this.store.read(transaction => allOf(transaction, klass));
    return all.map(({ id, state }) => recordOf(id, state)).filter(record => record !== null);
  }

  /**
   * Records alive of a class from behind an id, at most so many, in the order of the storage.
   * @param {string} klass @param {{ after?: unknown, limit?: number }} [range]
   */
  async page(klass, { after, limit = PAGE } = {}) {
    const { id, fault } = after === undefined ? { id: null, fault: null } : idText(after);
    if (fault) throw new SyncroError(fault, 422);
    if (!Number.isSafeInteger(limit) || limit < 1 || limit > MAX_PAGE)
      throw new SyncroError(`limit is ${limit}; whole numbers from 1 to ${MAX_PAGE} are allowed`, 422);
    await this.#opened();
    const records = [];
    for (let from = id; records.length < limit; ) {
      const count = limit - records.length;
      const rows = await this.store.read(transaction => rowsAfter(transaction, klass, from, count));
      records.push(...rows.map(({ id, state }) => recordOf(id, state)).filter(record => record !== null));
      if (rows.length < count) break;
      from = rows.at(-1).id;
    }
    return records;
  }

  /** Resolves once all that is here is acknowledged there, and all that is known of there is here. */
  whenInSync() {
    return new Promise((resolve, reject) => {
      if (this.#closing) reject(closed());
      else if (this.status.inSync) resolve();
      else {
        const stops = [
          this.on('inSync', () => end(resolve)),
          this.on('closed', () => end(() => reject(closed()))),
        ];
        const end = give => {
          for (const stop of stops) stop();
          give();
        };
      }
    });
  }

  /** Dials at once, in whichever tab leads, where there is no connection. */
  async reconnect() {
    await this.#opened();
    this.tabs.say({ kind: 'dial' });
    this.leading.now();
  }

  /** Ends the connection and closes the storage; what was promised is on disk. */
  close() {
    return (this.#closing ??= this.#close());
  }

  async #close() {
    await this.ready.catch(() => {});
    // What is on disk is told before this tab says nothing more.
    await Promise.allSettled(this.#recording);
    await this.tabs?.stop();
    await this.leading?.stop();
    this.store?.close();
    this.#voice.close();
  }

  async #open() {
    const { database: name, client, space, classes, browser, url } = this.options;
    const onTaken = () => {
      this.#voice.fail(new StorageError('another page took the storage away; load this one again'));
      void this.close();
    };
    this.store = await Store.open({ name, client, space, classes, onTaken });
    this.leading = new Leading(this.store, this.options, this.#voice);
    this.tabs = new Tabs(
      name,
      signal => this.leading.run(signal),
      message => this.#hear(message),
      browser,
    );
    this.#voice.say({ client: this.store.identity.client });
    await this.leading.count();
    if (this.#closing) return;
    this.#voice.join(message => this.tabs.say(message));
    persist(this.store, browser.storage).then(
      persisted => this.#voice.say({ persisted }),
      error => this.#voice.fail(error),
    );
    if (url !== null) this.tabs.start().catch(error => this.#voice.fail(error));
  }

  #hear(message) {
    if (message.kind === 'dial') this.leading.now();
    else if (this.#voice.hear(message)) this.leading.committed();
  }

  async #opened() {
    await this.ready;
    if (this.#closing) throw closed();
  }
}
