import assert from 'node:assert/strict';
import test from 'node:test';
import { RawJson } from '../src/index.js';
import { clientOf, newDatabase } from './clients.js';

test('what was promised is there after a reload, and nothing of what was refused', async t => {
  const database = newDatabase();
  const first = clientOf(t, { database });
  await first.model('Note').create({ id: 'n1', title: 'Milk' });
  await first.model('Note').create({ id: 560, title: 'Number' });
  await first.model('Note').update('n1', { title: 'Oat', price: new RawJson('1.10') });
  await assert.rejects(
    first.commit(set => {
      set.create('Note', { id: 'n2' });
      set.update('Note', 'absent', { title: 'x' });
    }),
    { name: 'ChangeRefusedError', code: 404 },
  );
  await first.close();
  const again = clientOf(t, { database });
  assert.deepEqual(await again.model('Note').all(), [
    { id: 560, title: 'Number' },
    { id: 'n1', price: 1.1, title: 'Oat' },
  ]);
  assert.equal(await again.model('Note').find('560'), null);
  assert.equal(again.status.pending, 3);
});

test('a record read and given back whole records what differs, and keeps every token', async t => {
  const client = clientOf(t);
  const notes = client.model('Note');
  await notes.create({ id: 'n1', price: new RawJson('1.10'), title: 'Milk' });
  const scribes = [];
  client.on('scribes', list => scribes.push(...list));
  await notes.update('n1', { ...(await notes.find('n1')), title: 'Oat' });
  assert.deepEqual(
    scribes.map(({ type, data }) => [type, data]),
    [['update', ['n1', { title: 'Oat' }]]],
  );
  const stored = await client.store.database.get('records', ['Note', '"n1"']);
  assert.equal(stored.registers.find(({ name }) => name === 'price').value, '1.10');
});

test('stamps go on behind those of before a reload', async t => {
  const database = newDatabase();
  t.mock.method(Date, 'now', () => 5_000_000);
  const first = clientOf(t, { database });
  await first.model('Note').create({ id: 'n1' });
  await first.close();
  t.mock.method(Date, 'now', () => 1_000_000);
  const again = clientOf(t, { database });
  const at = new Promise(resolve => again.on('scribes', ([scribe]) => resolve(scribe.at)));
  await again.model('Note').create({ id: 'n2' });
  assert.equal(await at, '0000004c4b400001@leaf');
});

test("a storage is one client's, and has one space", async t => {
  const database = newDatabase();
  await clientOf(t, { database }).ready;
  await assert.rejects(clientOf(t, { database, client: 'other' }).ready, {
    name: 'StorageError',
    message: /belongs to client 'leaf'/,
  });
  await assert.rejects(clientOf(t, { database, space: 'two' }).ready, {
    name: 'StorageError',
    message: /of space 'main'/,
  });
});

test('a client without a GUID makes one and keeps it', async t => {
  const database = newDatabase();
  const first = clientOf(t, { database, client: undefined });
  await first.ready;
  assert.match(first.status.client, /^[0-9a-f]{8}-/);
  await first.close();
  const again = clientOf(t, { database, client: undefined });
  await again.ready;
  assert.equal(again.status.client, first.status.client);
});

test('a full disk is an error by name, and nothing is recorded', async t => {
  const client = clientOf(t);
  await client.model('Note').create({ id: 'n1' });
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function full(value, key) {
    if (this.name === 'records') throw new DOMException('no room', 'QuotaExceededError');
    return put.call(this, value, key);
  };
  try {
    await assert.rejects(client.model('Note').create({ id: 'n2' }), { name: 'QuotaExceededError', code: 507 });
  } finally {
    IDBObjectStore.prototype.put = put;
  }
  assert.deepEqual(await client.model('Note').all(), [{ id: 'n1' }]);
  assert.equal((await client.store.journal()).sequence, 1);
});

test('writes are strict: on disk before the promise says so', async t => {
  const durabilities = [];
  const transaction = IDBDatabase.prototype.transaction;
  t.after(() => {
    IDBDatabase.prototype.transaction = transaction;
  });
  IDBDatabase.prototype.transaction = function counted(stores, mode, options) {
    if (mode === 'readwrite') durabilities.push(options?.durability);
    return transaction.call(this, stores, mode, options);
  };
  await clientOf(t).model('Note').create({ id: 'n1' });
  assert.deepEqual([...new Set(durabilities)], ['strict']);
});

test('changes of two at once are each whole and in order', async t => {
  const database = newDatabase();
  const [a, b] = [clientOf(t, { database }), clientOf(t, { database })];
  await Promise.all(Array.from({ length: 40 }, (_, i) => [a, b][i % 2].model('Note').create({ id: i })));
  const commits = await a.store.database.getAll('commits');
  assert.deepEqual(
    commits.map(({ sequence }) => sequence),
    Array.from({ length: 40 }, (_, i) => i + 1),
  );
  assert.equal(new Set(commits.map(({ scribes: [{ at }] }) => at)).size, 40);
});

test('what an application asks for wrongly is told with the name of the thing', async t => {
  const client = clientOf(t);
  const notes = client.model('Note');
  await notes.create({ id: 'n1' });
  for (const [work, code, words] of [
    [() => notes.create({ id: 'n1' }), 409, /Note "n1" exists/],
    [() => notes.create({ id: 1.5 }), 422, /record id/],
    [() => notes.create({ id: 'n2', x: undefined }), 422, /'x'/],
    [() => notes.create({ id: 'n2', x: 1n }), 422, /'x'/],
    [() => notes.update('n1', { id: 'n2' }), 422, /never changes/],
    [() => notes.create({ id: 'n2', x: 'y'.repeat(600_000) }), 413, /above 524288/],
    [() => notes.record('create', null), 422, /'create'/],
    [() => client.commit(set => set.create('City', {})), 403, /'City'/],
  ])
    await assert.rejects(
      work,
      error => error.code === code && words.test(error.message) && error.name === 'ChangeRefusedError',
    );
  assert.throws(() => client.model('City'), { code: 403 });
  assert.throws(() => clientOf(t, { uri: 'x' }), { message: /no option 'uri'/ });
});

test('a class is read in pieces, each record alive once', async t => {
  const client = clientOf(t, {});
  const ids = Array.from({ length: 25 }, (_, i) => (i % 2 ? i : `n${i}`));
  await client.commit(set => ids.forEach(id => set.create('Note', { id })));
  await client.commit(set => ids.slice(0, 5).forEach(id => set.destroy('Note', id)));
  const [pieces, notes] = [[], client.model('Note')];
  for (let after; ; after = pieces.at(-1).at(-1).id) {
    pieces.push(await notes.page({ after, limit: 8 }));
    if (pieces.at(-1).length < 8) break;
  }
  assert.deepEqual(pieces.map(piece => piece.length), [8, 8, 4]);
  assert.deepEqual(new Set(pieces.flat().map(({ id }) => id)), new Set(ids.slice(5)));
  await assert.rejects(notes.page({ limit: 0 }), { code: 422, message: /limit is 0; whole numbers from 1 to 10000/ });
  await assert.rejects(notes.page({ after: 1.5 }), { code: 422 });
});
