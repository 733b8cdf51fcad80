import { RawJson } from 'syncro';
import { changesOf, idOf, newRow, rowsOf } from './edits.js';

/** The record that is open, if any, and what its form does. */
export class Opened {
  /** @type {any} null: none is open */
  state = null;

  /** @param {import('syncro').Syncro} syncro @param {() => void} changed */
  constructor(syncro, changed) {
    this.syncro = syncro;
    this.changed = changed;
    syncro.on('changes', changes => {
      const { klass, id, isNew } = this.state ?? {};
      if (this.state && !isNew && changes.some(change => change.klass === klass && change.id === id && !this.saving))
        this.#say({ changed: true });
    });
  }

  openNew = klass => this.#open({ klass, isNew: true, idText: '', rows: [newRow()] });

  open = async (klass, id) => {
    const record = await this.syncro.find(klass, id);
    if (record) this.#open({ klass, id, isNew: false, rows: rowsOf(record) });
  };

  close = () => {
    if (this.state === null) return;
    this.state = null;
    this.changed();
  };

  reload = () => {
    const { klass, id } = this.state;
    return this.#done(async () => {
      const record = await this.syncro.find(klass, id);
      if (!record) throw new Error('It was destroyed, or this page may not read it any more.');
      this.#open({ klass, id, isNew: false, rows: rowsOf(record) });
    });
  };

  editId = idText => this.#say({ idText });

  editRow = (at, change) =>
    this.#say({ rows: this.state.rows.map((row, i) => (i === at ? { ...row, ...change } : row)), faults: new Map() });

  addRow = () => this.#say({ rows: [...this.state.rows, newRow()] });

  askDestroy = deleting => this.#say({ deleting });

  destroy = () =>
    this.#done(async () => {
      const { klass, id } = this.state;
      await this.syncro.model(klass).destroy(id);
      this.close();
    });

  save = () =>
    this.#done(async () => {
      const { klass, id, isNew, idText, rows } = this.state;
      const filled = rows.filter(({ name, text, was }) => was !== null || name !== '' || text !== '');
      const { texts, faults } = changesOf(filled);
      this.#say({ rows: filled, faults });
      if (faults.size > 0) return;
      const values = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, new RawJson(text)]));
      const model = this.syncro.model(klass);
      if (isNew) await model.create(idText.trim() === '' ? values : { id: idOf(idText), ...values });
      else if (Object.keys(values).length > 0) await model.update(id, values);
      this.close();
    });

  async #done(work) {
    this.saving = true;
    try {
      await work();
    } catch (error) {
      this.#say({ fault: error.message });
    } finally {
      this.saving = false;
    }
  }

  #open(state) {
    this.state = { changed: false, deleting: false, fault: null, faults: new Map(), ...state };
    this.changed();
  }

  #say(change) {
    if (!this.state) return;
    this.state = { ...this.state, ...change };
    this.changed();
  }
}
