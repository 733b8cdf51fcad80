/** Numbers that a seed draws, the same each time. */
export class Chance {
  #state;

  /** @param {number} seed */
  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** From 0 to below 1. */
  next() {
    // The steps of a Weyl sequence, each mixed (splitmix).
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  }

  below(count) {
    return Math.floor(this.next() * count);
  }

  once(inSoMany) {
    return this.below(inSoMany) === 0;
  }

  one(items) {
    return items[this.below(items.length)];
  }

  /** One of some names, each as often as its weight says. @param {Record<string, number>} weights */
  weighed(weights) {
    let left = this.next() * Object.values(weights).reduce((sum, weight) => sum + weight, 0);
    return Object.keys(weights).find(name => (left -= weights[name]) < 0);
  }
}
