import assert from 'node:assert/strict';
import test from 'node:test';
import { KEPT } from '../src/journal/state.js';
import { clientFor, newDatabase, until } from './clients.js';
import { FakeServer } from './fake-server.js';

test('what the server acknowledged long ago is let go of, and told from the records to one that lost it', async t => {
  const [server, database] = [new FakeServer(), newDatabase()];
  const client = clientFor(t, server, { database });
  await client.whenInSync();
  const notes = client.model('Note');
  await notes.create({ id: 'n1', title: 'Milk' });
  for (let i = 0; i < 2 * KEPT + 20; i++) await notes.update('n1', { count: i });
  await notes.create({ id: 'n2', title: 'Oat' });
  await notes.destroy('n2');
  const base = async () => (await client.store.journal()).base.sequence;
  await until('it is let go of', base);
  assert.ok((await client.store.database.count('commits')) <= 2 * KEPT + 3);
  await client.whenInSync();
  await client.close();

  const restored = new FakeServer();
  restored.journal = 'j-restored';
  const again = clientFor(t, restored, { database });
  await again.whenInSync();
  await until('all of it came', () => restored.got.some(({ type }) => type === 'destroy'));
  const [first] = restored.got;
  assert.deepEqual([first.type, first.data], ['create', { id: 'n1', count: 2 * KEPT + 19, title: 'Milk' }]);
  assert.equal(first.stamps.count.endsWith('@leaf'), true);
  assert.equal(restored.seen.position, (await again.store.journal()).head);

  // A cursor from before what was let go of is none of this history any more.
  const old = new FakeServer();
  old.from = { journal: (await again.store.journal()).journal, position: 4096, mark: 'gone' };
  await again.close();
  clientFor(t, old, { database });
  await until('it is told to begin again', () => old.heard.some(text => text.includes('"reset":true')));
});
