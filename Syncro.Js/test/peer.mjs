// A client in a process of its own, told what to do by lines of JSON and answering each by one: for tests against a real node.
import 'fake-indexeddb/auto';
import { createInterface } from 'node:readline';
import { Syncro } from '../src/index.js';

let client = null;
const refused = [];

const does = {
  open(options) {
    client = new Syncro(options);
    client.on('refused', one => refused.push(one));
    return client.ready.then(() => null);
  },
  close: () => client.close(),
  status: () => client.status,
  inSync: () => client.whenInSync(),
  refused: () => refused.splice(0),
  commit: changes => client.commit(set => changes.forEach(([method, ...args]) => set[method](...args))),
  model: (name, method, ...args) => client.model(name)[method](...args),
};

const say = value => process.stdout.write(`${JSON.stringify(value)}\n`);

for await (const line of createInterface({ input: process.stdin })) {
  const [word, ...args] = JSON.parse(line);
  try {
    say({ result: (await does[word](...args)) ?? null });
  } catch (error) {
    say({ error: { name: error.name, code: error.code ?? null, message: error.message } });
  }
}
await client?.close();
