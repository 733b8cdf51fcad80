import { commitOf, positionOf } from '../src/journal/cursor.js';
import { operationKey } from '../src/journal/remote.js';
import { merge, UNKNOWN } from '../src/scribes/record.js';
import { createOf, destroyOf, keyOf, recordKey, stampsOf, updateOf } from '../src/scribes/scribe.js';
import { latestOf, NONE, originOf } from '../src/scribes/stamp.js';

/** What a node keeps, as small as it can be: its journal, what that comes to, and how far each client's was read. */
export class ModelLog {
  commits = [];
  records = new Map();
  operations = new Map();
  seen = new Map();

  /** @param {string} journal @param {(scribe: any) => object | null} refuses @param {(kind: string) => void} drew */
  constructor(journal, refuses, drew) {
    Object.assign(this, { journal, refuses, drew });
  }

  get head() {
    return this.commits.length === 0 ? 0 : positionOf(this.commits.length, this.commits.at(-1).scribes.length - 1);
  }

  /** Where it ends, as a greeting says it. */
  get end() {
    return { journal: this.journal, head: this.head, mark: this.markOf(this.commits.length) };
  }

  markOf(commit) {
    return commit === 0 ? '' : `${this.journal}-${commit}`;
  }

  /** Whether a cursor was told by this journal. */
  holds({ journal, position, mark }) {
    return journal === this.journal && position <= this.head && mark === this.markOf(commitOf(position));
  }

  /** How far a journal was read; or an earlier place, as a peer tells that lost the last of what it knew. */
  seenOf(journal, earlier = false) {
    const seen = this.seen.get(journal) ?? [];
    if (earlier && seen.length > 0) this.drew('asked again');
    return (earlier ? seen[Math.floor(seen.length / 2) - 1] : seen.at(-1)) ?? null;
  }

  /** A commit comes once more, as if by a way around. @param {number} index */
  repeat(index) {
    const { to, scribes } = this.commits[index] ?? { to: '' };
    if (to === null) this.#commit(null, null, scribes);
    return to === null;
  }

  /** Records a page of a client's, and how far it went with it: one commit. Gives what was refused. */
  take({ client, journal }, { scribes, position, mark }) {
    const upto = { journal, position, mark };
    const [rejected, effect] = [[], []];
    for (const { id, scribe, fault } of scribes) {
      if (fault) throw new Error(`${client} sent what is none: ${fault.message}`);
      if (stampsOf(scribe).some(stamp => originOf(stamp) !== client)) throw new Error(`${client} sent another's`);
      const refusal = this.refuses(scribe);
      if (refusal) this.drew('refusal');
      if (refusal) rejected.push({ id, scribe, ...refusal });
      else effect.push(...this.#merge(scribe));
    }
    this.#commit(journal, null, effect);
    const wrong = new Map(rejected.filter(({ scribe }) => keyOf(scribe)).map(({ scribe }) => [keyOf(scribe), scribe]));
    // Addressed to the author alone: what it may not keep is withdrawn, and what there is given back.
    const withdraws = [...wrong.values()].map(({ klass, id }) => ({ kind: 'withdraw', klass, id, taken: upto }));
    this.#commit(null, journal, withdraws);
    this.seen.set(journal, [...(this.seen.get(journal) ?? []), upto]);
    return rejected.map(({ id, code, message }) => ({ id, code, message }));
  }

  #merge(scribe) {
    if (scribe.kind === 'operation') {
      const key = operationKey(scribe);
      this.drew(this.operations.has(key) ? 'sent again' : 'operation');
      if (this.operations.has(key)) return [];
      this.operations.set(key, scribe);
      return [scribe];
    }
    const key = recordKey(scribe);
    const { state, effect } = merge(this.records.get(key) ?? UNKNOWN, scribe);
    this.records.set(key, state);
    this.drew(effect.length === 0 ? 'without effect' : scribe.kind);
    return effect;
  }

  #commit(from, to, scribes) {
    if (scribes.length > 0) this.commits.push({ from, to, scribes });
  }

  /**
   * What a journal's reader is sent behind a position: a few commits; nothing of its own, unless it asks for that.
   * @returns {{ scribes: object[], position: number, mark: string, more: boolean }}
   */
  page(journal, position, own, few) {
    const scribes = [];
    let commit = commitOf(position);
    for (let taken = 0; commit < this.commits.length && taken < few; taken++) {
      const { from, to, scribes: all } = this.commits[commit++];
      if ((from === journal && !own) || (to !== null && to !== journal)) continue;
      const sent = to === null ? all : all.flatMap(withdraw => [withdraw, ...this.#whole(withdraw)]);
      if (to !== null) this.drew('correction');
      sent.forEach((scribe, i) => scribes.push({ id: positionOf(commit, i), scribe, endsSet: i === sent.length - 1 }));
    }
    const end = commit === 0 ? 0 : positionOf(commit, this.commits[commit - 1].scribes.length - 1);
    return { scribes, position: end, mark: this.markOf(commit), more: commit < this.commits.length };
  }

  /** A record as it is when sent. */
  #whole({ klass, id }) {
    const key = { klass, id };
    const { created, destroyed, registers } = this.records.get(recordKey(key)) ?? UNKNOWN;
    if (created !== NONE) return [createOf(key, created, registers, destroyed)];
    const at = latestOf(registers.map(register => register.at));
    return [
      ...(registers.length > 0 ? [updateOf(key, at, registers)] : []),
      ...(destroyed !== NONE ? [destroyOf(key, destroyed)] : []),
    ];
  }
}
