import { Syncro } from '../src/index.js';
import { newDatabase, viewOf } from './clients.js';
import { drawn, isUnwanted } from './drawn.js';
import { browserOf, Locks } from './locks.js';
import { ModelServer } from './model-server.js';

const WEIGHTS = { write: 9, wait: 8, cut: 1, away: 0.7, close: 0.7, crash: 0.7, open: 3, lose: 0.3, repeat: 1 };
const TURNS = 100;

/** Clients, each of one or two tabs of one database, and a server, all in the hands of chance. */
export class World {
  refused = new Set();
  promises = [];
  leaving = [];
  gone = new Set();
  cutting = true;
  #values = 0;

  /** @param {import('./chance.js').Chance} chance @param {(kind: string) => void} drew */
  constructor(chance, drew) {
    Object.assign(this, { chance, drew });
    this.server = new ModelServer({
      refuses: scribe => this.#refusal(scribe),
      cuts: () => this.cutting && chance.once(40),
      earlier: () => this.cutting && chance.once(4),
      drew,
    });
    this.peers = chance.one([[1, 1], [2, 1], [1, 1, 1]]).map((tabs, i) => ({
      name: `c${i}`,
      database: newDatabase(),
      locks: new Locks(),
      tabs: Array.from({ length: tabs }, () => ({ client: null, told: [] })),
      promised: [],
      started: 0,
    }));
    if (this.peers[0].tabs.length > 1) drew('two tabs');
    for (const peer of this.peers) for (const tab of peer.tabs) this.open(peer, tab);
  }

  #refusal(scribe) {
    if (!isUnwanted(scribe)) return null;
    this.refused.add(scribe.at);
    return { code: 403, message: 'this client may not' };
  }

  open(peer, tab) {
    if (tab.client !== null) return;
    const client = new Syncro({
      client: peer.name,
      url: 'ws://server.test',
      models: ['Note', 'Log'],
      database: peer.database,
      backoff: { min: 1, max: 2 },
      WebSocket: this.server.Socket,
      browser: browserOf(peer.locks),
    });
    client.model('Log').subscribe(({ data }) => tab.told.push(data));
    tab.view = viewOf(client.model('Note'));
    // One that is closed before it is open shows nothing.
    tab.view.catch(() => {});
    tab.client = client;
  }

  close(tab) {
    if (tab.client === null) return;
    this.drew('closed');
    this.#leave(tab);
  }

  /** As a process that is killed: its storage stops where it is, and so does its connection. */
  crash(peer, tab) {
    if (!tab.client?.store) return;
    this.drew('crashed');
    tab.client.store.close();
    for (const line of this.server.lines) if (line.client === peer.name && tab.client.status.leading) line.end();
    this.#leave(tab);
  }

  #leave(tab) {
    this.gone.add(tab.client);
    this.leaving.push(tab.client.close());
    tab.client = null;
  }

  /** One change set, not waited for: its promise is kept, or its client was closed before. */
  write(peer, { client }) {
    if (client === null) return;
    const value = ++this.#values;
    const count = this.chance.once(4) ? 3 : 1;
    if (count > 1) this.drew('change set');
    if (!this.server.open) this.drew('offline');
    peer.started++;
    const commit = client.commit(set => {
      for (let i = 0; i < count; i++) drawn(this.chance, set, value);
    });
    const failed = error => {
      if (error.name === 'ChangeRefusedError') this.drew('refused here');
      else if (!this.gone.has(client)) this.server.faults.push(error);
    };
    this.promises.push(commit.then(() => peer.promised.push(value), failed));
  }

  /** One thing happens. */
  async step() {
    const { chance, server } = this;
    const peer = chance.one(this.peers);
    const tab = chance.one(peer.tabs);
    server.open ||= chance.once(4);
    switch (chance.weighed(WEIGHTS)) {
      case 'write':
        return this.write(peer, tab);
      case 'wait':
        for (let i = chance.below(TURNS); i > 0; i--) await new Promise(resolve => setImmediate(resolve));
        return undefined;
      case 'cut':
        return chance.one([...server.lines])?.end();
      case 'away':
        server.open = false;
        for (const line of server.lines) line.end();
        return undefined;
      case 'close':
        return this.close(tab);
      case 'crash':
        return this.crash(peer, tab);
      case 'open':
        if (tab.client === null) this.drew('opened again');
        return this.open(peer, tab);
      case 'lose':
        this.drew('lost');
        return server.lose();
      default:
        if (server.log.repeat(chance.below(server.log.commits.length))) this.drew('repeated');
        return server.push();
    }
  }

  /** No more is made, and nothing is cut; every tab is there. */
  async quiet() {
    this.cutting = false;
    this.server.open = true;
    await Promise.all([...this.promises, ...this.leaving]);
    for (const peer of this.peers) for (const tab of peer.tabs) this.open(peer, tab);
    this.server.push();
  }

  async end() {
    const open = this.peers.flatMap(peer => peer.tabs).filter(tab => tab.client !== null);
    await Promise.all([...this.leaving, ...open.map(tab => tab.client.close())]);
  }
}
