import { Emitter } from './emitter.js';
import { changesOf, scribeOf } from './public.js';
import { changed, differences, INITIAL } from './status.js';

/** An error as the status shows it. @param {{ name?: string, code?: number | null, message: string }} error */
export const errorOf = ({ name = 'SyncroError', code = null, message }) => ({
  name,
  code,
  message,
  at: new Date().toISOString(),
});

/** What the application is told, here and in the other tabs. */
export class Voice {
  #events = new Emitter();
  #post = null;
  status = INITIAL;

  /** @param {string} name @param {(value: any) => void} listener */
  on(name, listener) {
    return this.#events.on(name, listener);
  }

  /** From now on the other tabs hear. @param {(message: object) => void} post */
  join(post) {
    this.#post = post;
    post({ kind: 'ask' });
  }

  /** How it stands now; the tab that leads says so for all. @param {object} change */
  say(change, leads = false) {
    const after = changed(this.status, change);
    const differing = differences(this.status, after);
    if (differing.length === 0) return;
    this.status = after;
    for (const name of differing) this.#events.emit(name, after[name]);
    this.#events.emit('status', after);
    if (leads && after.leading) this.#post?.({ kind: 'status', status: after });
  }

  fail(error) {
    this.say({ lastError: errorOf(error) });
  }

  /**
   * What a commit or a page changed.
   * @param {any} outcome @param {boolean} local whether this client's application made it
   */
  tell({ before, after, scribes }, local) {
    const told = { changes: changesOf(before, after, scribes, local), scribes: scribes.map(scribeOf) };
    this.#emit(told);
    this.#post?.({ kind: 'changes', ...told });
  }

  /** Scribes wait to be sent from now on, before all that waits is counted. @param {number} count */
  committed(count) {
    this.#post?.({ kind: 'committed', count });
    this.#waits(count);
  }

  refuse(refused) {
    this.#post?.({ kind: 'refused', refused });
    this.#events.emit('refused', refused);
  }

  /** Of what another tab says; whether it recorded something. @param {any} message @returns {boolean} */
  hear(message) {
    switch (message.kind) {
      case 'changes':
        this.#emit(message);
        break;
      case 'committed':
        this.#waits(message.count);
        return true;
      case 'refused':
        this.#events.emit('refused', message.refused);
        break;
      case 'ask':
        if (this.status.leading) this.#post?.({ kind: 'status', status: this.status });
        break;
      default:
        if (!this.status.leading) this.say({ ...message.status, leading: false });
    }
    return false;
  }

  /** Says nothing more. */
  close() {
    this.#post = null;
    this.say({ connected: false, caughtUp: false, leading: false });
    this.#events.emit('closed', undefined);
  }

  #waits(count) {
    this.say({ pending: this.status.pending + count }, true);
  }

  #emit({ changes, scribes }) {
    if (scribes.length > 0) this.#events.emit('scribes', scribes);
    if (changes.length > 0) this.#events.emit('changes', changes);
  }
}
