import { holding, UNKNOWN } from '../scribes/record.js';
import { createOf, destroyOf, keyOf, stampsOf, updateOf } from '../scribes/scribe.js';
import { latestOf, NONE, originOf } from '../scribes/stamp.js';
import { sizeOf } from '../wire/scribe-writer.js';
import { asOf, commitOf, positionOf } from './cursor.js';
import { headOf } from './state.js';

/** A page ends before the change set that brings it above this; it holds at least one. */
export const PAGE_BYTES = 256 * 1024;

/**
 * How far the server was sent our journal in this session: the end of the last change set that was sent whole; and,
 * where what came before the log is told by the records, the last record told, or that all are.
 * @typedef {{ at: import('./cursor.js').Cursor, told: null | { after: string | null, done: boolean } }} PageCursor
 * @typedef {{ scribes: { id: number, scribe: import('../scribes/scribe.js').Scribe, endsSet: boolean }[], next:
 *   PageCursor,
 *   more: boolean }} Page
 */

/** Whether what comes before the log has to be told by the records. @param {PageCursor} from */
export const isBeforeLog = (state, from, onlyOurs) =>
  from.at.position === 0 && !from.told?.done && (state.base.sequence > 0 || !onlyOurs);

/**
 * Puts together what the server is sent of a run of commits.
 * @param {import('./state.js').JournalState} state @param {PageCursor} from
 * @param {import('./state.js').Commit[]} commits that follow the cursor without a gap
 * @param {Map<string, import('../scribes/record.js').RecordState>} records those of the commits, as they are now
 * @param {boolean} onlyOurs whether the server takes only what we originated
 * @returns {Page}
 */
export function pageOf(state, from, commits, records, onlyOurs) {
  const [scribes, head] = [[], headOf(state)];
  let [at, told, bytes] = [from.at, from.told, 0];
  const page = more => ({ scribes, next: { at: asOf(at, head), told }, more });
  for (const commit of commits) {
    const end = positionOf(commit.sequence, commit.scribes.length - 1);
    if (end <= from.at.position) continue;
    const sent = outgoing(commit, records, onlyOurs);
    const size = sent.reduce((sum, { scribe }) => sum + sizeOf(scribe), 0);
    if (scribes.length > 0 && bytes + size > PAGE_BYTES) return page(true);
    scribes.push(...sent);
    bytes += size;
    [at, told] = [{ journal: state.journal, position: end, mark: commit.mark }, null];
  }
  return page(commitOf(at.position) < state.sequence);
}

function outgoing(commit, records, onlyOurs) {
  const sent = [];
  commit.scribes.forEach((scribe, index) => {
    const key = keyOf(scribe);
    const held = key === null ? scribe : holding(records.get(key) ?? UNKNOWN, scribe);
    if (held !== null && (!onlyOurs || stampsOf(held).every(stamp => originOf(stamp) === originOf(scribe.at))))
      sent.push({ id: positionOf(commit.sequence, index), scribe: held, endsSet: false });
  });
  if (sent.length > 0) sent.at(-1).endsSet = true;
  return sent;
}

/**
 * A page of what came before the log, told by the records that still hold it.
 * @param {import('./state.js').JournalState} state @param {PageCursor} from
 * @param {{ key: string, klass: string, id: string, state: import('../scribes/record.js').RecordState }[]} records that
 *   follow, in order
 * @param {boolean} more whether there are more behind them
 * @returns {Page}
 */
export function baseOf(state, from, records, more, onlyOurs) {
  const [scribes, head] = [[], headOf(state)];
  let bytes = 0;
  let after = from.told?.after ?? null;
  const stay = (done, goesOn) => ({ scribes, next: { at: asOf(from.at, head), told: { after, done } }, more: goesOn });
  for (const record of records) {
    const whole = wholeOf(record, onlyOurs ? state.client : null);
    const size = whole.reduce((sum, scribe) => sum + sizeOf(scribe), 0);
    if (scribes.length > 0 && bytes + size > PAGE_BYTES) return stay(false, true);
    for (const scribe of whole) scribes.push({ id: 1 + scribes.length, scribe, endsSet: true });
    bytes += size;
    after = record.key;
  }
  if (more) return stay(false, true);
  if (state.base.sequence === 0) return stay(true, state.sequence > 0);
  const { position, mark, sequence } = state.base;
  return {
    scribes,
    next: { at: asOf({ journal: state.journal, position, mark }, head), told: null },
    more: sequence < state.sequence,
  };
}

/** What a record holds, of one origin or of all, as changes. */
function wholeOf({ klass, id, state }, origin) {
  const ours = stamp => origin === null || originOf(stamp) === origin;
  const kept = stamp => (stamp !== NONE && ours(stamp) ? stamp : NONE);
  const [created, destroyed] = [kept(state.created), kept(state.destroyed)];
  const registers = state.registers.filter(register => ours(register.at));
  const key = { klass, id };
  if (created !== NONE) return [createOf(key, created, registers, destroyed)];
  return [
    ...(registers.length > 0 ? [updateOf(key, latestOf(registers.map(register => register.at)), registers)] : []),
    ...(destroyed !== NONE ? [destroyOf(key, destroyed)] : []),
  ];
}
