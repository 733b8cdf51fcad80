import { named, StorageError } from '../errors.js';
import { newGuid, newJournalId, newMark } from '../random.js';
import { append, emptyJournal } from '../journal/state.js';
import { driftFault, takeRemote } from '../journal/remote.js';
import { takeLocal } from '../journal/local.js';
import { nameFault } from '../scribes/names.js';
import { openDatabase, put, reading, writing } from './database.js';
import { ownSince, holds } from './log.js';
import { knownOf, advance } from './peers.js';
import { appliedOf, keysOf, operationsIn, putApplied, recordsOf, putRecords } from './records.js';

/**
 * The storage of one client: IndexedDB. Each decision is made and written in one transaction, so that pages of one
 * browser never write over each other; what a promise of it says is on disk.
 */
export class Store {
  /** @param {import('idb').IDBPDatabase} database @param {string[]} classes */
  constructor(database, classes) {
    /** @type {import('../journal/state.js').JournalState | null} as it was opened */
    this.identity = null;
    this.database = database;
    this.classes = classes;
  }

  /**
   * Opens it, and makes it where it is missing.
   * @param {{ name: string, client: string | null, space: string, classes: string[], onTaken: () => void }} options
   */
  static async open({ name, client, space, classes, onTaken }) {
    const store = new Store(await guarded(() => openDatabase(name, onTaken)), classes);
    try {
      store.identity = await store.write(transaction => identify(transaction, name, client, space));
    } catch (error) {
      store.close();
      throw error;
    }
    return store;
  }

  /** One change set of the application: recorded, or a fault. */
  record(changes, now) {
    return this.write(async transaction => {
      const before = await recordsOf(transaction, keysOf(changes.filter(change => change.op !== 'record')));
      const state = await transaction.objectStore('meta').get('journal');
      const taken = takeLocal(state, before, changes, this.classes, now);
      if (taken.fault || taken.scribes.length === 0)
        return { fault: taken.fault, before, after: new Map(), scribes: [] };
      const { state: next, commit } = append(taken.state, taken.scribes, newMark());
      put(transaction, 'commits', commit);
      putApplied(transaction, operationsIn(taken.scribes));
      put(transaction, 'meta', next, 'journal');
      await putRecords(transaction, taken.records);
      return { fault: null, before, after: taken.records, scribes: taken.scribes };
    });
  }

  /** What a page of the server's changes, and how far its journal is read with it: all on disk, or nothing. */
  take({ scribes, upto, own, server }, now, maxDrift) {
    return this.write(async transaction => {
      const drift = driftFault(scribes, now, maxDrift);
      if (drift) return { fault: drift };
      const known = scribes.map(({ scribe }) => scribe).filter(scribe => scribe !== null);
      const before = await recordsOf(transaction, keysOf(known.filter(scribe => scribe.kind !== 'operation')));
      const state = await transaction.objectStore('meta').get('journal');
      const since = await ownSince(transaction, state, known, before);
      const applied = await appliedOf(transaction, known);
      const taken = takeRemote(state, before, applied, since, scribes, this.classes);
      await putRecords(transaction, taken.records);
      putApplied(transaction, taken.operations);
      if (taken.state.clock !== state.clock) put(transaction, 'meta', taken.state, 'journal');
      await advance(transaction, server, { seen: upto, classes: this.classes, own });
      return { fault: null, before, after: taken.records, scribes: taken.effect, rejected: taken.rejected };
    });
  }

  /** What our journal remembers. @returns {Promise<import('../journal/state.js').JournalState>} */
  journal() {
    return guarded(() => this.database.get('meta', 'journal'));
  }

  /** What is known of a server's journal, and whether what it has seen of ours is of our history. */
  known(server, theirSeen) {
    return this.read(async transaction => ({
      ...(await knownOf(transaction, server)),
      knowsUs:
        theirSeen === null ||
        (await holds(transaction, await transaction.objectStore('meta').get('journal'), theirSeen)),
    }));
  }

  /** @template T @param {(transaction: any) => Promise<T>} work */
  read(work) {
    return guarded(() => reading(this.database, work));
  }

  /** @template T @param {(transaction: any) => Promise<T>} work */
  write(work) {
    return guarded(() => writing(this.database, work));
  }

  close() {
    this.database.close();
  }
}

async function guarded(work) {
  try {
    return await work();
  } catch (error) {
    throw named(error);
  }
}

async function identify(transaction, name, client, space) {
  const fault = client === null ? null : nameFault('client', client);
  if (fault) throw new StorageError(fault);
  const known = await transaction.objectStore('meta').get('journal');
  if (!known) {
    const made = emptyJournal(client ?? newGuid(), newJournalId(), space);
    put(transaction, 'meta', made, 'journal');
    return made;
  }
  if (client !== null && known.client !== client)
    throw new StorageError(`the storage '${name}' belongs to client '${known.client}', not to '${client}'`);
  if (known.space !== space)
    throw new StorageError(`the storage '${name}' is of space '${known.space}', not of '${space}'`);
  return known;
}
