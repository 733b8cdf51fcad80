const bytes = count => crypto.getRandomValues(new Uint8Array(count));

const hex = all => Array.from(all, byte => byte.toString(16).padStart(2, '0')).join('');

/** A journal id: 32 hex digits. */
export const newJournalId = () => hex(bytes(16));

/** A commit's mark: that a cursor knows it proves that it read that very commit. */
export const newMark = () => hex(bytes(16));

/** A GUID; crypto.randomUUID is missing on pages without encryption. */
export const newGuid = () => hex(bytes(16)).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
