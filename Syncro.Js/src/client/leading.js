import { standing } from '../store/peers.js';
import { Dialler } from './dialler.js';
import { scribeOf } from './public.js';
import { behindBy, progressOf } from './status.js';

/** What the tab that leads does for all: it holds the connection, and says how the client stands. */
export class Leading {
  #dialler = null;
  #read = { seen: 0, head: 0 };
  #first = null;
  #caughtUp = false;
  #counting = null;
  #again = false;
  #stopped = false;

  /**
   * @param {import('../store/store.js').Store} store
   * @param {ReturnType<typeof import('./options.js').optionsOf>} options
   * @param {import('./voice.js').Voice} voice
   */
  constructor(store, options, voice) {
    this.store = store;
    this.options = options;
    this.voice = voice;
  }

  /** @param {AbortSignal} signal given once this tab leads no more */
  async run(signal) {
    const { page, document } = this.options.browser;
    const dialler = (this.#dialler = new Dialler(this.store, this.options, this.#heard()));
    const seen = () => document?.visibilityState !== 'hidden' && dialler.now();
    const online = () => dialler.now();
    const offline = () => dialler.lost();
    page?.addEventListener('online', online);
    page?.addEventListener('offline', offline);
    document?.addEventListener('visibilitychange', seen);
    this.#say({ leading: true, connected: false, caughtUp: false });
    try {
      await dialler.run(signal);
    } finally {
      page?.removeEventListener('online', online);
      page?.removeEventListener('offline', offline);
      document?.removeEventListener('visibilitychange', seen);
      this.#dialler = null;
      this.#away();
      this.#say({ leading: false });
    }
  }

  /** Doesn't wait before it dials. */
  now() {
    this.#dialler?.now();
  }

  /** This or another tab recorded something. */
  committed() {
    this.#dialler?.headMoved();
    void this.count();
  }

  /** Says how much waits to be sent; asked for again meanwhile, it counts once more. */
  async count() {
    if (this.#stopped) return;
    this.#again = true;
    await (this.#counting ??= this.#count());
  }

  /** Says nothing more; resolves once it uses the storage no more. */
  async stop() {
    this.#stopped = true;
    await this.#counting;
  }

  async #count() {
    try {
      while (this.#again) {
        this.#again = false;
        const { pending, seen } = await this.store.read(standing);
        if (this.#dialler === null) this.#read = { seen, head: seen };
        // What was recorded meanwhile is not in it.
        if (!this.#again) this.#say({ pending });
      }
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#counting = null;
    }
  }

  #heard() {
    return {
      told: ({ position }) => {
        this.#read = { ...this.#read, head: position };
        this.#sayRead();
      },
      ready: (server, isFirst) => {
        this.#first = isFirst ? { scribes: 0 } : null;
        this.#say({ connected: true, server: server.client, lastError: null });
        this.#sayRead();
        void this.count();
      },
      live: () => this.#sayRead(true),
      caughtUp: caughtUp => void this.#catchUp(caughtUp),
      taken: (outcome, upto) => {
        this.#read = { seen: upto.position, head: Math.max(this.#read.head, upto.position) };
        if (this.#first) this.#first.scribes += outcome.scribes.length;
        this.voice.tell(outcome, false);
        this.#sayRead();
      },
      acknowledged: () => void this.count(),
      refused: list =>
        list.forEach(({ code, message, scribe }) =>
          this.voice.refuse({ code, message, change: scribe && scribeOf(scribe) }),
        ),
      report: fault => this.#failed(fault),
      ended: fault => {
        this.#away();
        this.#failed(fault);
      },
    };
  }

  /** What waits was counted for the journal that was last read: another one of the server's may hold less of ours. */
  async #catchUp(caughtUp) {
    this.#caughtUp = caughtUp;
    if (caughtUp) await this.count();
    this.#say({ caughtUp: this.#caughtUp });
  }

  #away() {
    this.#caughtUp = false;
    this.#say({ connected: false, caughtUp: false });
  }

  #sayRead(done = false) {
    const progress = this.#first ? { progress: progressOf(this.#read, this.#first.scribes, done) } : {};
    if (done) this.#first = null;
    this.#say({ behind: behindBy(this.#read), ...progress });
  }

  #failed(error) {
    if (!this.#stopped) this.voice.fail(error);
  }

  #say(change) {
    this.voice.say(change, true);
  }
}
