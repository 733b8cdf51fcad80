// What the page says, from what it knows: no page in here.

const number = new Intl.NumberFormat('en');

/** A whole number as people read it. @param {number} value */
export const count = value => number.format(value);

/** So many of something. @param {number} value @param {string} one @param {string} [many] */
export const many = (value, one, many = `${one}s`) => `${count(value)} ${value === 1 ? one : many}`;

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

/** A size as people read it. @param {number} value bytes */
export function bytes(value) {
  const power = value < 1024 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(value) / 10));
  const scaled = value / 1024 ** power;
  return `${power === 0 || scaled >= 100 ? Math.round(scaled) : scaled.toFixed(1)} ${UNITS[power]}`;
}

/** The time of day of a stamp (48 bits of milliseconds come first, in hexadecimal). @param {string | undefined} at */
export const timeOf = at => (at ? clock(new Date(parseInt(at.slice(0, 12), 16))) : '');

/** @param {Date} time */
export const clock = time => time.toTimeString().slice(0, 8);

/**
 * How the page stands: a sentence, and how much it matters.
 * @param {import('syncro').Status} status @param {{ answers: boolean }} node
 * @returns {{ text: string, tone: 'good' | 'wait' | 'bad', revoked?: boolean }}
 */
export function standing({ connected, inSync, pending, behind, progress, lastError }, { answers }) {
  const waiting = pending === 0 ? '' : ` ${many(pending, 'change waits', 'changes wait')}.`;
  if (lastError?.code === 401)
    return { text: `This page may not sync: ${lastError.message}.${waiting}`, tone: 'bad', revoked: true };
  if (lastError?.code === 507 || lastError?.name === 'StorageError')
    return { text: `This browser can't store: ${lastError.message}.`, tone: 'bad' };
  if (!connected && !answers)
    return { text: `The node does not answer. This page goes on with what it has.${waiting}`, tone: 'wait' };
  if (!connected)
    return { text: `${lastError?.code ? `Not connected: ${lastError.message}.` : 'Not connected yet.'}${waiting}`, tone: 'wait' };
  if (progress && !progress.done)
    return { text: `First sync: ${many(progress.scribes, 'scribe')}, ${Math.floor(progress.fraction * 100)} %.`, tone: 'wait' };
  if (inSync) return { text: 'In sync.', tone: 'good' };
  return { text: `Syncing.${behind === 0 ? '' : ` ${many(behind, 'commit')} behind.`}${waiting}`, tone: 'wait' };
}

/**
 * The clients of the node as rows: those that are connected first.
 * @param {{ client: string, connected: boolean, seen: unknown, head: unknown, acknowledged: number, behind: number,
 *   lastError: string | null }[]} peers
 * @param {string | null} own the GUID of this page
 */
export const clientRows = (peers, own) =>
  peers
    .map(peer => ({
      ...peer,
      own: peer.client === own,
      state: peer.connected ? 'connected' : 'offline',
      cursor: `${cursor(peer.seen)} of ${cursor(peer.head)}`,
    }))
    .sort((x, y) => y.connected - x.connected || (x.client < y.client ? -1 : 1));

const cursor = value =>
  value === null ? 'none'
  : typeof value === 'number' ? count(value)
  : JSON.stringify(value);

/** A value in a line. @param {unknown} value @param {number} [length] */
export function short(value, length = 120) {
  const text = JSON.stringify(value) ?? '';
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** The attributes of a record in a line. @param {Record<string, unknown>} record */
export const preview = ({ id, ...attributes }) =>
  Object.entries(attributes)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' · ');
