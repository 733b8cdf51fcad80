// What the list shows, without a page.

/** Which of the tasks are shown. */
export const FILTERS = ['all', 'open', 'done'];

/**
 * The tasks of a filter: open ones first, each in the order in which they were made.
 * @param {Iterable<{ id: string, title: string, done?: boolean, made?: string }>} tasks @param {string} filter
 */
export const shown = (tasks, filter) =>
  [...tasks]
    .filter(task => filter === 'all' || Boolean(task.done) === (filter === 'done'))
    .sort((x, y) => Boolean(x.done) - Boolean(y.done) || order(x, y));

const order = (x, y) => {
  const [a, b] = [`${x.made ?? ''} ${x.id}`, `${y.made ?? ''} ${y.id}`];
  return (
    a < b ? -1
    : a > b ? 1
    : 0
  );
};

/** How many are open, in words. */
export function summary(tasks) {
  const open = [...tasks].filter(task => !task.done).length;
  return (
    open === 0 ? 'Nothing left to do'
    : open === 1 ? '1 task to do'
    : `${open} tasks to do`
  );
}

/**
 * How this browser stands, in words, and whether somebody should look.
 * @param {import('syncro').Status} status @returns {{ text: string, tone: 'good' | 'wait' | 'bad' }}
 */
export function standing({ connected, inSync, pending, lastError }) {
  const waiting = pending === 0 ? '' : `, ${pending} ${pending === 1 ? 'change waits' : 'changes wait'}`;
  if (lastError?.code === 401) return { text: `No access: ${lastError.message}${waiting}`, tone: 'bad' };
  if (lastError?.code === 507 || lastError?.name === 'StorageError') return { text: lastError.message, tone: 'bad' };
  if (!connected) return { text: `Offline${lastError?.code ? `: ${lastError.message}` : ''}${waiting}`, tone: 'wait' };
  return inSync ? { text: 'In sync', tone: 'good' } : { text: `Syncing${waiting}`, tone: 'wait' };
}
