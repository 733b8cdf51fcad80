import { call } from '../shared/node.js';

const EVERY = 1000;
const AT_MOST = 15_000;

/** A node with very many clients is not asked more of than a tenth of its time. */
const SHARE = 10;

/**
 * Asks the node how it stands, for as long as the page is seen: each second, and less often while it does not answer.
 * @param {(peer: object) => void} heard @param {(error: Error) => void} silent
 */
export async function watch(heard, silent) {
  for (let pause = EVERY; ; ) {
    await seen();
    const asked = performance.now();
    try {
      heard(await call('/api/status'));
      pause = Math.max(EVERY, SHARE * (performance.now() - asked));
    } catch (error) {
      silent(error);
      pause = Math.min(AT_MOST, pause * 2);
    }
    await passed(pause);
  }
}

const seen = () =>
  new Promise(resolve => {
    const look = () => {
      if (document.visibilityState === 'hidden') return;
      document.removeEventListener('visibilitychange', look);
      resolve();
    };
    document.addEventListener('visibilitychange', look);
    look();
  });

/** A time; less where the network comes back meanwhile. */
const passed = time =>
  new Promise(resolve => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener('online', end);
      resolve();
    };
    const timer = setTimeout(end, time);
    addEventListener('online', end);
  });
