import { nextMatches, saying } from './search.js';

/** Milliseconds between what changed and the list's showing it; a first sync changes thousands of records. */
const REFRESH = 500;

/** The records of a class that say what is searched for, as far as somebody looked. */
export class Listing {
  #search = null;
  #after;
  #timer = null;
  state = { klass: '', text: '', found: [], looked: 0, done: true, busy: false };

  /** @param {import('syncro').Syncro} syncro @param {() => void} changed @param {(error: Error) => void} failed */
  constructor(syncro, changed, failed) {
    this.syncro = syncro;
    this.changed = changed;
    this.failed = failed;
    syncro.on('changes', changes => {
      if (changes.some(({ klass }) => klass === this.state.klass)) this.#refreshSoon();
    });
  }

  /** @param {string} klass */
  choose(klass) {
    this.#begin({ klass, found: [] });
  }

  /** @param {string} text */
  search(text) {
    this.#begin({ text });
  }

  /** Some more of the same. */
  more() {
    void this.#read(this.state.found, this.#after);
  }

  #begin(change) {
    this.state = { ...this.state, ...change };
    void this.#read([], undefined);
  }

  /** The same again, as much of it as was shown. What is shown stays until there is better. */
  #refreshSoon() {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      if (this.state.busy) this.#refreshSoon();
      else void this.#read([], undefined, this.state.found.length);
    }, REFRESH);
  }

  async #read(before, after, atLeast = 0) {
    this.#search?.abort();
    const { signal } = (this.#search = new AbortController());
    const { klass, text } = this.state;
    let looked = before.length === 0 ? 0 : this.state.looked;
    this.#say({ busy: true, looked });
    try {
      let [found, at, done] = [before, after, false];
      do {
        const next = await nextMatches(this.syncro.model(klass), {
          matches: saying(text),
          after: at,
          signal,
          looked: records => this.#say({ looked: (looked += records) }),
        });
        [found, at, done] = [[...found, ...next.found], next.after, next.done];
      } while (!done && found.length < atLeast);
      this.#after = at;
      this.#say({ found, done, busy: false });
    } catch (error) {
      if (signal.aborted) return;
      this.#say({ busy: false });
      this.failed(error);
    }
  }

  #say(change) {
    this.state = { ...this.state, ...change };
    this.changed();
  }
}
