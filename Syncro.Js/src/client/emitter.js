/** Listeners by the name of what happens. One that throws keeps nothing from the others. */
export class Emitter {
  #listeners = new Map();

  /** @param {string} name @param {(value: any) => void} listener @returns {() => void} ends it */
  on(name, listener) {
    if (typeof listener !== 'function') throw new TypeError('a listener is a function');
    // The same function may listen twice.
    const entry = { listener };
    const all = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, all.add(entry));
    return () => all.delete(entry);
  }

  emit(name, value) {
    for (const { listener } of [...(this.#listeners.get(name) ?? [])])
      try {
        listener(value);
      } catch (error) {
        report(error);
      }
  }
}

/** An application's mistake is shown as its others are. */
function report(error) {
  if (typeof reportError === 'function') reportError(error);
  else
    queueMicrotask(() => {
      throw error;
    });
}
