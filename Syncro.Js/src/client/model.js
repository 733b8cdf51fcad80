/** The records of one class. */
export class Model {
  #syncro;

  /** @param {import('./syncro.js').Syncro} syncro @param {string} name */
  constructor(syncro, name) {
    this.#syncro = syncro;
    this.name = name;
  }

  /** Creates a record; 409 where it is alive. @returns {Promise<object>} it, once it is on disk */
  create(record) {
    return this.#one(set => set.create(this.name, record));
  }

  /** Creates a record, or sets attributes of it where it is alive. */
  save(record) {
    return this.#one(set => set.save(this.name, record));
  }

  /** Creates a record, or replaces it. */
  put(record) {
    return this.#one(set => set.put(this.name, record));
  }

  /** Sets attributes of a record; 404 where it is not alive. */
  update(id, attributes) {
    return this.#one(set => set.update(this.name, id, attributes));
  }

  /** Destroys a record; 404 where it is not alive. */
  destroy(id) {
    return this.#syncro.commit(set => set.destroy(this.name, id));
  }

  /** Records a scribe of a type of the class's own. */
  record(type, data) {
    return this.#syncro.commit(set => set.record(this.name, type, data));
  }

  /** The record alive with that id, or null. */
  find(id) {
    return this.#syncro.find(this.name, id);
  }

  /** Every record alive, by id. */
  all() {
    return this.#syncro.all(this.name);
  }

  /** Some of them, in the order of the storage: all of a large class at once would hold up a page. */
  page(range) {
    return this.#syncro.page(this.name, range);
  }

  /**
   * Those that a function chooses, or whose attributes are these.
   * @param {object | ((record: object) => boolean)} filter
   */
  async where(filter) {
    const holds =
      typeof filter === 'function' ? filter : (
        record =>
          Object.entries(filter).every(([name, value]) => JSON.stringify(record[name]) === JSON.stringify(value))
      );
    return (await this.all()).filter(holds);
  }

  /** Hears every change to the class's records, whoever made it, once it is on disk. @returns {() => void} ends it */
  subscribe(listener) {
    return this.#syncro.on('changes', changes => {
      for (const change of changes) if (change.klass === this.name) listener(change);
    });
  }

  async #one(add) {
    let id;
    await this.#syncro.commit(set => {
      id = add(set);
    });
    return this.find(id);
  }
}
