/**
 * The tabs of one storage: one of them leads, and holds the connection; all hear what the others have to say.
 * A lock is given to the next when its holder closes; one that is frozen lets go of it first.
 */
export class Tabs {
  #release = null;
  #stopped = new AbortController();
  /** @type {any[][]} */
  #page;

  /**
   * @param {string} name of the storage
   * @param {(signal: AbortSignal) => Promise<void>} lead runs for as long as this tab leads
   * @param {(message: any) => void} hear what another tab says
   * @param {{ locks?: LockManager, page?: EventTarget | null, document?: EventTarget | null }} browser
   */
  constructor(
    name,
    lead,
    hear,
    {
      locks = globalThis.navigator?.locks,
      page = globalThis.window ?? null,
      document = globalThis.document ?? null,
    } = {},
  ) {
    this.name = `syncro/${name}`;
    this.lead = lead;
    this.locks = locks;
    /** @type {any[][]} */
    const events = [
      [page, 'pagehide', () => this.#yield()],
      [document, 'freeze', () => this.#yield()],
      [page, 'pageshow', () => this.start()],
      [document, 'resume', () => this.start()],
    ];
    this.#page = events.filter(([target]) => target !== null);
    for (const [target, event, listener] of this.#page) target.addEventListener(event, listener);
    if (typeof BroadcastChannel === 'undefined') return;
    this.channel = new BroadcastChannel(this.name);
    this.channel.onmessage = ({ data }) => hear(data);
    // In Node a channel alone keeps no process alive.
    /** @type {any} */ (this.channel).unref?.();
  }

  /** Stands for leading; the promise ends when this tab no longer does. */
  start() {
    if (this.#release === null && !this.#stopped.signal.aborted) this.running = this.#stand();
    return this.running;
  }

  say(message) {
    this.channel?.postMessage(message);
  }

  /** Leads no more, hears no more. */
  async stop() {
    this.#stopped.abort();
    this.#yield();
    for (const [target, event, listener] of this.#page) target.removeEventListener(event, listener);
    await this.running;
    this.channel?.close();
    this.channel = null;
  }

  async #stand() {
    const release = (this.#release = new AbortController());
    const lead = async () => {
      if (!release.signal.aborted) await this.lead(release.signal);
    };
    try {
      if (this.locks) await this.locks.request(this.name, { signal: release.signal }, lead);
      else await lead();
    } catch (error) {
      if (error?.name !== 'AbortError') throw error;
    }
  }

  #yield() {
    this.#release?.abort();
    this.#release = null;
  }
}
