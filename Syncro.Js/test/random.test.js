import assert from 'node:assert/strict';
import test from 'node:test';
import { operationKey } from '../src/journal/remote.js';
import { isUnknown, merge, UNKNOWN } from '../src/scribes/record.js';
import { recordKey } from '../src/scribes/scribe.js';
import { Chance } from './chance.js';
import { until } from './clients.js';
import { World } from './world.js';

const SEEDS = Number(process.env.SYNCRO_SEEDS ?? 150);
const FIRST = Number(process.env.SYNCRO_SEED ?? 1);
const STEPS = 20;

const KINDS = [
  ...['create', 'update', 'destroy', 'operation', 'change set', 'refused here', 'refusal', 'correction', 'offline'],
  ...['cut to the server', 'cut to the client', 'asked again', 'without effect', 'sent again', 'repeated', 'lost'],
  ...['two tabs', 'closed', 'crashed', 'opened again'],
];

/** Whether each has read the other's journal to its end. */
async function settled({ server, peers }) {
  if (server.faults.length > 0) throw server.faults[0];
  const { log } = server;
  if (peers.some(({ tabs }) => tabs.some(({ client }) => !client.status.inSync))) return false;
  for (const { tabs } of peers) {
    const { store } = tabs[0].client;
    const { journal, head } = await store.journal();
    const known = await store.database.get('meta', `server/server/${log.journal}`);
    if (head > 0 && log.seenOf(journal)?.position !== head) return false;
    if ((known?.seen?.position ?? 0) !== log.head) return false;
  }
  return true;
}

const stateOf = ({ created, destroyed, registers }) => ({ created, destroyed, registers });

const byId = records => new Map(records.map(record => [record.id, record]));

async function check({ server, peers, refused }) {
  const { records, operations } = server.log;
  const all = [...records].filter(([, state]) => !isUnknown(state)).map(([key, state]) => [key, stateOf(state)]);
  for (const { name, tabs, promised, started } of peers) {
    const { database } = tabs[0].client.store;
    const rows = (await database.getAll('records')).map(row => [recordKey(row), stateOf(row)]);
    assert.deepEqual(new Map(rows), new Map(all), `the records of ${name}`);
    const scribes = (await database.getAll('commits')).flatMap(commit => commit.scribes);
    const commits = await database.count('commits');
    assert.ok(promised.length <= commits && commits <= started, `${name}: ${promised.length}, ${commits}, ${started}`);
    const made = scribes.filter(({ kind, at }) => kind === 'operation' && !refused.has(at)).map(operationKey);
    const taken = [...operations].filter(([, { at }]) => at.endsWith(`@${name}`)).map(([key]) => key);
    assert.deepEqual(taken, made, `the operations of ${name}, in order`);
    for (const scribe of scribes.filter(({ kind, at }) => kind !== 'operation' && !refused.has(at)))
      assert.deepEqual(merge(records.get(recordKey(scribe)) ?? UNKNOWN, scribe).effect, [], `lost: ${scribe.at}`);
    const held = new Set(await database.getAllKeys('operations'));
    for (const [key, { at }] of operations) assert.ok(at.endsWith(`@${name}`) || held.has(key), `${name} lacks ${key}`);
    for (const { told, client, view } of tabs) {
      const shown = [...(await view).values()].filter(record => record !== null);
      assert.deepEqual(byId(shown), byId(await client.model('Note').all()), `what ${name} shows`);
      const lines = told.map(({ of }) => of);
      assert.equal(new Set(lines).size, lines.length, `${name} was told twice: ${lines}`);
    }
  }
}

test(`whatever is cut, closed, lost and repeated, all come to hold the same, of ${SEEDS} seeds`, async () => {
  const counts = new Map(KINDS.map(kind => [kind, 0]));
  for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
    const world = new World(new Chance(seed), kind => counts.set(kind, counts.get(kind) + 1));
    try {
      for (let i = 0; i < STEPS; i++) await world.step();
      await world.quiet();
      await Promise.all(world.peers.flatMap(({ tabs }) => tabs.map(({ client }) => client.ready)));
      await until('all is told', () => settled(world));
      await check(world);
    } catch (error) {
      throw new Error(`seed ${seed} (SYNCRO_SEED=${seed} SYNCRO_SEEDS=1): ${error.message}`, { cause: error });
    } finally {
      await world.end();
    }
  }
  for (const [kind, count] of counts) assert.ok(count > 0, `'${kind}' never came about`);
});
