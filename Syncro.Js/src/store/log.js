import { commitOf, positionOf, proofOf } from '../journal/cursor.js';
import { baseOf, isBeforeLog, PAGE_BYTES, pageOf } from '../journal/pages.js';
import { headOf, prunable, prune } from '../journal/state.js';
import { isUnknown, UNKNOWN } from '../scribes/record.js';
import { keyOf, stampsOf } from '../scribes/scribe.js';
import { originOf } from '../scribes/stamp.js';
import { put, remove } from './database.js';
import { keysOf, recordsAfter, recordsOf } from './records.js';

// Rows that are read at a time; a commit holds 1 MiB at most, most hold a few hundred bytes.
const ROWS = 256;

/** Whether a cursor of our journal is of this very history. */
export async function holds(transaction, state, cursor) {
  const proof = cursor.journal === state.journal ? proofOf(cursor) : null;
  if (proof === null) return false;
  if (proof.commit === 0) return cursor.position === 0 && proof.mark === '';
  if (proof.commit < commitOf(cursor.position) || proof.commit > state.sequence) return false;
  // What lies before the log but begins at null is told by the records; whatever proves it, the commits between are gone.
  if (cursor.position > 0 && commitOf(cursor.position) < state.base.sequence) return false;
  if (proof.commit === state.base.sequence) return proof.mark === state.base.mark;
  return (await transaction.objectStore('commits').get(proof.commit))?.mark === proof.mark;
}

/** What the server is sent behind a cursor; null where that is not of our history. Reads on past what is not for it. */
export async function readPage(transaction, from, onlyOurs) {
  const state = await transaction.objectStore('meta').get('journal');
  if (!(await holds(transaction, state, from.at))) return null;
  for (let at = from; ;) {
    const page =
      isBeforeLog(state, at, onlyOurs) ?
        await basePage(transaction, state, at, onlyOurs)
      : await logPage(transaction, state, at, onlyOurs);
    if (page.scribes.length > 0 || !page.more) return page;
    at = page.next;
  }
}

async function basePage(transaction, state, from, onlyOurs) {
  const rows = await recordsAfter(transaction, from.told?.after ?? null, ROWS);
  return baseOf(state, from, rows, rows.length === ROWS, onlyOurs);
}

async function logPage(transaction, state, from, onlyOurs) {
  const [commits, first] = [[], Math.max(commitOf(from.at.position), state.base.sequence + 1)];
  let scribes = 0;
  for (
    let cursor = await transaction.objectStore('commits').openCursor(IDBKeyRange.lowerBound(first));
    cursor;
    cursor = await cursor.continue()
  ) {
    commits.push(cursor.value);
    scribes += cursor.value.scribes.length;
    // Each takes more than 100 bytes on the wire.
    if (scribes > PAGE_BYTES / 100 || commits.length === ROWS) break;
  }
  const keys = keysOf(commits.flatMap(commit => commit.scribes).filter(scribe => scribe.kind !== 'operation'));
  return pageOf(state, from, commits, await recordsOf(transaction, keys), onlyOurs);
}

/** What withdraws leave: what this journal's own application set of a record after their sender had read so far. */
export async function ownSince(transaction, state, scribes, records) {
  const since = new Map();
  for (const withdraw of scribes.filter(scribe => scribe.kind === 'withdraw')) {
    const [key, made] = [keyOf(withdraw), new Set()];
    since.set(key, made);
    const ours = oursIn(records.get(key) ?? UNKNOWN, state.client);
    if (ours.length === 0) continue;
    const known = withdraw.taken !== null && (await holds(transaction, state, withdraw.taken));
    const after = known ? withdraw.taken.position : 0;
    // What came before the log is not told apart any more: nothing of ours is lost.
    if (after < state.base.position) ours.forEach(stamp => made.add(stamp));
    else await collect(transaction, withdraw, key, after, made);
  }
  return since;
}

const oursIn = (record, client) =>
  isUnknown(record) ?
    []
  : [record.created, record.destroyed, ...record.registers.map(register => register.at)].filter(
      stamp => originOf(stamp) === client,
    );

async function collect(transaction, withdraw, key, after, made) {
  const range = IDBKeyRange.lowerBound(commitOf(after));
  for (
    let cursor = await transaction.objectStore('commits').openCursor(range);
    cursor;
    cursor = await cursor.continue()
  )
    cursor.value.scribes.forEach((scribe, i) => {
      if (keyOf(scribe) === key && positionOf(cursor.value.sequence, i) > after)
        stampsOf(scribe).forEach(stamp => made.add(stamp));
    });
}

/** The scribes of ours at some positions, as they were recorded. */
export async function scribesAt(transaction, positions) {
  const rows = await Promise.all(positions.map(at => transaction.objectStore('commits').get(commitOf(at))));
  return rows.map((row, i) => row?.scribes[positions[i] - positionOf(row.sequence, 0)] ?? null);
}

/** How many of our scribes the server has not acknowledged. */
export async function pendingAfter(transaction, state, acknowledged) {
  const commit = commitOf(acknowledged);
  if (commit >= state.sequence) return 0;
  if (commit <= state.base.sequence) return state.scribes - state.base.scribes;
  return state.scribes - ((await transaction.objectStore('commits').get(commit))?.total ?? state.base.scribes);
}

/** Lets go of what the server acknowledged long ago. */
export async function compact(transaction, acknowledged) {
  const state = await transaction.objectStore('meta').get('journal');
  const upto = acknowledged <= headOf(state).position ? prunable(state, acknowledged) : 0;
  const last = upto > 0 ? await transaction.objectStore('commits').get(upto) : undefined;
  if (!last) return;
  remove(transaction, 'commits', IDBKeyRange.upperBound(upto));
  put(transaction, 'meta', prune(state, last), 'journal');
}
