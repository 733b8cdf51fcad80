import assert from 'node:assert/strict';
import test from 'node:test';
import { changesOf, idOf, newRow, rowsOf } from '../page/edits.js';
import { bytes, clientRows, preview, short, standing, timeOf } from '../page/facts.js';
import { EMPTY, fed, KEPT, ofClass, said, shownAfter } from '../page/feed.js';
import { nextMatches, saying, SHOWN } from '../page/search.js';
import { emptySeries, greatest, last, sampled, SPAN } from '../page/series.js';

const status = {
  connected: true,
  inSync: false,
  pending: 0,
  behind: 0,
  progress: null,
  lastError: null,
};

test('how the page stands is a sentence for each of its states', () => {
  const says = (change, answers = true) => standing({ ...status, ...change }, { answers });
  assert.deepEqual(says({ inSync: true }), { text: 'In sync.', tone: 'good' });
  assert.equal(says({ behind: 2, pending: 1 }).text, 'Syncing. 2 commits behind. 1 change waits.');
  assert.equal(says({ connected: false, pending: 3 }).text, 'Not connected yet. 3 changes wait.');
  assert.equal(says({ connected: false, lastError: { code: 425, message: 'clocks' } }).text, 'Not connected: clocks.');
  assert.equal(
    says({ connected: false, pending: 1200 }, false).text,
    'The node does not answer. This page goes on with what it has. 1,200 changes wait.',
  );
  assert.equal(says({ progress: { scribes: 1, fraction: 0.999, done: false } }).text, 'First sync: 1 scribe, 99 %.');
  assert.equal(says({ inSync: true, progress: { scribes: 1, fraction: 1, done: true } }).tone, 'good');
  const revoked = says({ connected: false, lastError: { code: 401, message: 'the token is not known' } });
  assert.deepEqual([revoked.tone, revoked.revoked], ['bad', true]);
  assert.match(says({ lastError: { code: 507, message: 'no room' } }).text, /^This browser can't store: no room\.$/);
});

test('sizes, times and values are short', () => {
  assert.deepEqual([0, 1023, 1024, 152 * 1024, 5 * 2 ** 30].map(bytes), ['0 bytes', '1023 bytes', '1.0 KiB', '152 KiB', '5.0 GiB']);
  const at = new Date(2026, 1, 3, 4, 5, 6);
  assert.equal(timeOf(`${at.getTime().toString(16).padStart(12, '0')}0001@x`), '04:05:06');
  assert.equal(timeOf(undefined), '');
  assert.equal(short({ a: 'bcdef' }, 6), '{"a":…');
  assert.equal(preview({ id: 1, name: 'Vila', tags: [], n: null }), 'name: Vila · tags: [] · n: null');
});

test('clients that are connected come first', () => {
  const peer = (client, connected) => ({ client, connected, seen: 4096, head: null, acknowledged: 0, behind: 0, lastError: null });
  const rows = clientRows([peer('a', false), peer('c', true), peer('b', true)], 'b');
  assert.deepEqual(rows.map(({ client, own }) => [client, own]), [['b', true], ['c', false], ['a', false]]);
  assert.equal(rows[0].cursor, '4,096 of none');
});

test('the feed keeps the newest, each with a key of its own', () => {
  const scribe = i => ({ klass: i % 2 ? 'Note' : 'City', type: 'create', id: i, data: { id: i } });
  let feed = EMPTY;
  for (let i = 0; i < 300; i += 3) feed = fed(feed, [scribe(i), scribe(i + 1), scribe(i + 2)]);
  assert.deepEqual(feed.entries.map(({ id }) => id), Array.from({ length: KEPT }, (_, i) => 299 - i));
  assert.equal(new Set(feed.entries.map(({ key }) => key)).size, KEPT);
  assert.equal(fed(EMPTY, Array.from({ length: 999 }, (_, i) => scribe(i))).entries[0].id, 998);
  assert.ok(ofClass(feed, 'Note').every(({ klass }) => klass === 'Note'));
  assert.equal(ofClass(feed, '').length, KEPT);
  assert.deepEqual([shownAfter(0, feed), shownAfter(KEPT - 1, feed), shownAfter(5, EMPTY)], [20, KEPT, 0]);
  assert.deepEqual(said({ type: 'update', data: ['n', { a: 1 }] }), { a: 1 });
});

test('a series moves on with the seconds, and leaves those empty that nobody saw', () => {
  let series = emptySeries(1000, 1);
  assert.deepEqual([series.times.length, series.times.at(-1)], [SPAN, 1000]);
  series = sampled(series, 1001, [7]);
  series = sampled(series, 1004, [0]);
  assert.deepEqual(series.times.slice(-4), [1001, 1002, 1003, 1004]);
  assert.deepEqual(series.lines[0].slice(-4), [7, null, null, 0]);
  assert.deepEqual([last(series.lines[0]), greatest(series.lines[0])], [0, 7]);
  series = sampled(series, 5000, [1]);
  assert.deepEqual([series.times[0], series.lines[0].filter(value => value !== null)], [5000 - SPAN + 1, [1]]);
});

test('what a person edits is set where it differs, and named where it is wrong', () => {
  const rows = rowsOf({ id: 'n', title: 'Milk', tags: ['a'], price: 1 });
  assert.deepEqual(changesOf(rows), { texts: {}, faults: new Map() });
  rows[0].text = ' "Oat" ';
  rows.push({ ...newRow(), name: 'note', text: '1.10' });
  assert.deepEqual(changesOf(rows).texts, { title: '"Oat"', note: '1.10' });
  const faults = changesOf([
    { name: 'a', text: 'Milk', was: '1' },
    { name: 'a', text: '1', was: null },
    { name: '', text: '1', was: null },
    { name: 'id', text: '1', was: null },
    { name: 'b', text: ' ', was: null },
  ]).faults;
  assert.deepEqual([...faults.keys()], [0, 1, 2, 3, 4]);
  assert.match(faults.get(0), /^The value of 'a' is not JSON: .* A text stands in quotes\.$/);
  assert.equal(faults.get(1), "There are two attributes 'a'.");
  assert.equal(faults.get(4), "'b' has no value; null is one.");
});

test('an id is an integer where it looks like one, and a text in quotes is a text', () => {
  assert.deepEqual(['560', '"560"', ' n1 ', '-4', '99999999999999999999'].map(idOf), [560, '560', 'n1', -4, 99999999999999999999n]);
});

test('a search reads in steps, gives so many at a time and goes on where it was', async () => {
  const all = Array.from({ length: 1234 }, (_, id) => ({ id, name: id % 10 === 0 ? 'Vila ŢARĪF' : 'Encamp', tags: ['x'] }));
  const steps = [];
  const model = {
    page: async ({ after = -1, limit }) => {
      const records = all.slice(after + 1, after + 1 + limit);
      steps.push(records.length);
      return records;
    },
  };
  const options = { matches: saying('vila ţarīf'), signal: new AbortController().signal, looked: () => {} };
  const found = [];
  for (let at, done = false; !done; ) {
    const next = await nextMatches(model, { ...options, after: at });
    assert.ok(next.found.length <= SHOWN);
    [at, done] = [next.after, next.done];
    found.push(...next.found);
  }
  assert.deepEqual(found, all.filter(({ id }) => id % 10 === 0));
  assert.ok(Math.max(...steps) <= 500);
  assert.deepEqual([1233, '["x"]', 'nothing'].map(text => all.filter(saying(`${text}`)).length), [1, 1234, 0]);
  const stop = new AbortController();
  stop.abort();
  await assert.rejects(nextMatches(model, { ...options, signal: stop.signal }), { name: 'AbortError' });
});
