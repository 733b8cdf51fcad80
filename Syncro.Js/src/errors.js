/** Everything that Syncro throws; `code` is that of the protocol. */
export class SyncroError extends Error {
  /** @param {string} message @param {number} code @param {{ cause?: unknown }} [options] */
  constructor(message, code = 500, options) {
    super(message, options);
    this.name = 'SyncroError';
    this.code = code;
  }
}

/** A change that can't be made; nothing of its change set was recorded. */
export class ChangeRefusedError extends SyncroError {
  /** @param {{ code: number, message: string }} fault */
  constructor({ code, message }) {
    super(message, code);
    this.name = 'ChangeRefusedError';
  }
}

/** The browser gives this site no more room: nothing of the change or page was recorded. */
export class QuotaExceededError extends SyncroError {
  /** @param {unknown} cause */
  constructor(cause) {
    super('the browser has no more room for this site; nothing was recorded', 507, { cause });
    this.name = 'QuotaExceededError';
  }
}

/** The storage can't be used: another client's, closed, or broken. */
export class StorageError extends SyncroError {
  /** @param {string} message @param {unknown} [cause] */
  constructor(message, cause) {
    super(message, 500, { cause });
    this.name = 'StorageError';
  }
}

/** The same error, by the name of its condition. @param {any} error */
export function named(error) {
  if (error instanceof SyncroError) return error;
  const name = error?.name;
  if (name === 'QuotaExceededError') return new QuotaExceededError(error);
  return new StorageError(`the storage failed: ${error?.message ?? name ?? error}`, error);
}
