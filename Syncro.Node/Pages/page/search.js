/** Records read at a time: a task of some milliseconds. */
const STEP = 500;

/** Matches that are shown at a time. */
export const SHOWN = 50;

/** Whether a record says a text, in its id or any attribute, upper and lower case alike. @param {string} text */
export function saying(text) {
  const wanted = text.trim().toLowerCase();
  return record => wanted === '' || Object.entries(record).some(([, value]) => say(value).toLowerCase().includes(wanted));
}

const say = value => (typeof value === 'string' ? value : typeof value === 'bigint' ? `${value}` : JSON.stringify(value));

/**
 * The next matches, read in steps that leave the page time between.
 * @param {{ page(range: { after?: any, limit: number }): Promise<any[]> }} model
 * @param {{ matches: (record: any) => boolean, after?: any, signal: AbortSignal, looked: (records: number) => void }} options
 * @returns {Promise<{ found: any[], after: any, done: boolean }>} after: where to go on
 */
export async function nextMatches(model, { matches, after, signal, looked }) {
  const found = [];
  let at = after;
  for (let more = true; more && found.length < SHOWN; ) {
    const records = await model.page({ after: at, limit: STEP });
    signal.throwIfAborted();
    more = records.length === STEP;
    for (const record of records) {
      at = record.id;
      if (matches(record) && found.push(record) === SHOWN) break;
    }
    looked(records.length);
    if (found.length === SHOWN) return { found, after: at, done: false };
  }
  return { found, after: at, done: true };
}
