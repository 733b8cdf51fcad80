import { ModelLine } from './model-line.js';
import { ModelLog } from './model-log.js';

/** A server as small as it can be, over connections that may be cut. What goes wrong is kept: a socket tells nobody. */
export class ModelServer {
  open = true;
  faults = [];
  lines = new Set();
  #journals = 0;

  /**
   * @param {{ refuses: (scribe: any) => object | null, cuts: () => boolean, earlier: () => boolean,
   *   drew: (kind: string) => void }} chance what is refused; whether a message is lost, and the connection; whether
   *   more is asked for again than has to be; who hears what came about
   */
  constructor(chance) {
    this.chance = chance;
    this.lose();
    const server = this;
    this.Socket = class extends ModelLine {
      constructor() {
        super(server);
      }
    };
  }

  /** Its storage is gone: another journal begins, of which nothing is known. */
  lose() {
    for (const line of this.lines) line.end();
    this.log = new ModelLog(`j-server-${++this.#journals}`, this.chance.refuses, this.chance.drew);
  }

  /** Each reader that is caught up is sent what follows. */
  push() {
    for (const line of this.lines) line.push();
  }
}
