export { Syncro } from './client/syncro.js';
export { RawJson } from './scribes/json-text.js';
export { ChangeRefusedError, QuotaExceededError, StorageError, SyncroError } from './errors.js';
