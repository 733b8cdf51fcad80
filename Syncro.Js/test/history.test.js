import assert from 'node:assert/strict';
import test from 'node:test';
import { asOf, positionOf, proofOf, startOf } from '../src/journal/cursor.js';
import { headOf, KEPT } from '../src/journal/state.js';
import { acknowledge } from '../src/store/peers.js';
import { readPage } from '../src/store/log.js';
import { clientOf, newDatabase } from './clients.js';

const SERVER = { client: 'server', journal: 'j-server' };

/** A journal in the test's hands: commits of 100 kB each, so that a page of it holds three. */
async function journalOf(t, commits) {
  const client = clientOf(t);
  await client.ready;
  const record = (id, text) => client.model('Note').save({ id, text });
  for (let i = 1; i <= commits; i++) await record(`n${i}`, `${i}`.padEnd(100_000));
  const { store } = client;
  const state = await store.journal();
  const marks = (await store.database.getAll('commits')).map(({ mark }) => mark);
  const cursor = (commit, mark) => ({ journal: state.journal, position: positionOf(commit, 0), mark });
  const read = (at, onlyOurs = true) => store.read(transaction => readPage(transaction, { at, told: null }, onlyOurs));
  return { client, store, state, cursor, read, markOf: commit => marks[commit - 1] };
}

/** One that let go of its first commits. */
async function compacted(t) {
  const client = clientOf(t);
  const notes = client.model('Note');
  await notes.create({ id: 'old', title: 'Milk' });
  await Promise.all(Array.from({ length: 2 * KEPT }, (_, i) => notes.save({ id: 'n', count: i })));
  const mark = (await client.store.database.get('commits', KEPT + 1)).mark;
  const head = headOf(await client.store.journal());
  await client.store.write(transaction => acknowledge(transaction, SERVER, head.position));
  const { base, journal } = await client.store.journal();
  assert.deepEqual([base.sequence, base.mark], [KEPT + 1, mark]);
  return { client, store: client.store, base, journal };
}

const idsOf = page => page?.scribes.map(({ scribe }) => JSON.parse(scribe.id)) ?? null;

test('the mark of a page is that of the journal by whose records it was read', async t => {
  const { state, cursor, read, markOf, store } = await journalOf(t, 5);
  const page = await read(startOf(state.journal));
  assert.deepEqual([idsOf(page), page.more], [['n1', 'n2'], true]);
  assert.deepEqual(page.next.at, cursor(2, `:5:${markOf(5)}`));
  assert.deepEqual(proofOf(page.next.at), { commit: 5, mark: markOf(5) });
  assert.deepEqual(idsOf(await read(page.next.at)), ['n3', 'n4']);
  // At its end nothing is later: the mark is the commit's own.
  assert.deepEqual(asOf(cursor(5, markOf(5)), headOf(state)), cursor(5, markOf(5)));
  // The same journal put back to its third commit, and gone another way since: what it was read as is no more.
  const other = newDatabase();
  await restore(t, other, store, 3);
  const back = clientOf(t, { database: other });
  for (const id of ['x4', 'x5']) await back.model('Note').create({ id });
  const readBack = at => back.store.read(transaction => readPage(transaction, { at, told: null }, true));
  assert.equal(await readBack(page.next.at), null);
  assert.deepEqual(idsOf(await readBack(cursor(2, markOf(2)))), ['n3', 'x4', 'x5']);
});

/** What a backup from just after a commit brings back. */
async function restore(t, database, store, commit) {
  const made = clientOf(t, { database });
  await made.ready;
  const last = await store.database.get('commits', commit);
  const state = { ...(await store.journal()), sequence: commit, head: positionOf(commit, 0), mark: last.mark };
  const commits = await store.database.getAll('commits', IDBKeyRange.upperBound(commit));
  const records = await store.database.getAll('records', IDBKeyRange.upperBound(['Note', `"n${commit}"`]));
  await made.store.write(async transaction => {
    await transaction.objectStore('meta').put({ ...state, scribes: last.total }, 'journal');
    for (const row of commits) await transaction.objectStore('commits').put(row);
    for (const row of records) await transaction.objectStore('records').put(row);
  });
  await made.close();
}

test('a cursor is of this history only where a commit that is not before it has its mark', async t => {
  const { state, cursor, read, markOf } = await journalOf(t, 3);
  const holds = async at => (await read(at)) !== null;
  for (const [at, expected] of [
    [cursor(2, markOf(2)), true],
    [cursor(1, `:3:${markOf(3)}`), true],
    [{ ...startOf(state.journal), mark: `:2:${markOf(2)}` }, true],
    [cursor(2, markOf(1)), false],
    [cursor(2, ''), false],
    [cursor(1, `:3:${markOf(2)}`), false],
    // An earlier commit proves nothing of what came after it.
    [cursor(2, `:1:${markOf(1)}`), false],
    [cursor(4, `:3:${markOf(3)}`), false],
    [cursor(4, markOf(3)), false],
    [cursor(2, `:4:${markOf(3)}`), false],
    [cursor(0, `:0:`), true],
    [cursor(1, `:0:`), false],
    [cursor(1, `:x:${markOf(1)}`), false],
    [{ ...cursor(2, markOf(2)), journal: 'another' }, false],
  ])
    assert.equal(await holds(at), expected, JSON.stringify(at));
});

test('where the log begins, its mark and no other goes on; what lies before it does not', async t => {
  const { store, base, journal } = await compacted(t);
  const read = (position, mark) =>
    store.read(transaction => readPage(transaction, { at: { journal, position, mark }, told: null }, true));
  assert.equal((await read(base.position, base.mark)).scribes.length, KEPT);
  assert.equal(await read(base.position, 'another'), null);
  const before = positionOf(base.sequence - 10, 0);
  assert.equal(await read(before, 'gone'), null);
  // Ten commits that it has not read are told by no page any more.
  assert.equal(await read(before, `:${base.sequence}:${base.mark}`), null);
  const { mark: next } = await store.database.get('commits', base.sequence + 1);
  assert.equal(await read(before, `:${base.sequence + 1}:${next}`), null);
  assert.deepEqual(idsOf(await read(0, `:${base.sequence}:${base.mark}`)), ['n', 'old']);
});

for (const [name, taken] of [
  ['nothing', () => null],
  ['another history', journal => ({ journal, position: positionOf(3, 0), mark: 'another' })],
])
  test(`a withdraw by one that had read ${name} takes nothing of ours that is older than the log`, async t => {
    const { client, store, journal } = await compacted(t);
    const withdraw = { kind: 'withdraw', klass: 'Note', id: '"old"', taken: taken(journal) };
    const upto = { journal: SERVER.journal, position: 4096, mark: 'm' };
    const scribes = [{ id: 4096, scribe: withdraw, endsSet: true, fault: null }];
    const { rejected } = await store.take({ scribes, upto, own: false, server: SERVER }, Date.now(), 1000);
    assert.deepEqual(rejected, []);
    assert.deepEqual(await client.model('Note').find('old'), { id: 'old', title: 'Milk' });
  });
