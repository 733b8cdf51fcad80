/** A record's id: a string or an integer, which keeps its form: 560 is not '560'. */
export type Id = string | number | bigint;

/** A value as JSON has it; null is a value. What JSON.stringify makes of anything else is what is recorded. */
export type Value = unknown;

/** A record alive: its id and its attributes. */
export type Stored<T extends object = Record<string, any>> = T & { id: Id };

/** What a client is told. */
export interface Options {
  /** This client's GUID, 1–256 bytes. Absent: a random one is made once and kept in the storage. */
  client?: string;
  /** The node: ws, wss, http or https; `/sync` where no path is given. Absent: nothing is ever sent. */
  url?: string | null;
  /** What proves the GUID; a function is asked afresh for each connection. Never stored. */
  token?: string | (() => string | null | Promise<string | null>) | null;
  /** The classes recorded and replayed here; any other is refused. One added later means reading again. */
  models: string[] | Record<string, unknown>;
  /** The world of records. Default: main. */
  space?: string;
  /** The GUID expected there; another one answering is refused. Absent: whoever answers. */
  server?: string | null;
  /** The IndexedDB database. Default: `syncro/<space>/<client>`. */
  database?: string;
  /** Limits of a session, in milliseconds (window: pushes not yet acknowledged). */
  timing?: Partial<{
    greet: number;
    noop: number;
    silence: number;
    move: number;
    window: number;
    maxClockDrift: number;
  }>;
  /** The pause before the server is dialled again: anything up to min, which doubles up to max, in milliseconds. */
  backoff?: { min: number; max: number };
  /** How long dialling, and asking for the token, may each take, in milliseconds. Default: 10,000. */
  connectTimeout?: number;
  /** Another WebSocket than the global one. */
  WebSocket?: typeof WebSocket;
  /** Other locks and event targets than those of the browser. */
  browser?: {
    locks?: LockManager;
    page?: EventTarget | null;
    document?: (EventTarget & { visibilityState?: string }) | null;
    storage?: StorageManager | null;
  };
}

/**
 * What went wrong last; code as in the protocol (401: the token, 403: a change, 425: clocks, 507: no room), or null.
 */
export interface LastError {
  name: string;
  code: number | null;
  message: string;
  /** ISO 8601. */
  at: string;
}

/** How a client stands. */
export interface Status {
  /** Its GUID; null before the storage is open. */
  client: string | null;
  /** The GUID of the server; null before the first session. */
  server: string | null;
  /** Whether both sides have greeted. */
  connected: boolean;
  /** Whether each has read the other's journal to its end in this session, and hears of what follows. */
  caughtUp: boolean;
  /** Connected and caught up, nothing pending, nothing behind. */
  inSync: boolean;
  /** Whether this tab holds the connection. */
  leading: boolean;
  /** Whether the browser promised to keep the storage when room is short; null where it was not asked. */
  persisted: boolean | null;
  /** Scribes recorded here that the server has not acknowledged. */
  pending: number;
  /** Commits of the server that are not here yet. */
  behind: number;
  /** Of the first sync: scribes that came, and from 0 to 1 how far; null where there was none. */
  progress: { scribes: number; fraction: number; done: boolean } | null;
  /** Null once a session is open again. */
  lastError: LastError | null;
}

/** A scribe of the live feed: one recorded change, as it crosses. */
export interface ScribeSeen {
  klass: string;
  /** create, update, destroy, withdraw, or a type of the class's own. */
  type: string;
  id?: Id;
  data: any;
  /** Its stamp, and who made it; a withdraw has neither. */
  at?: string;
  client?: string;
}

/** What a commit or a page came to for one record; or an operation of the class's own type, with its data. */
export interface Change<T extends object = Record<string, any>> {
  type: 'create' | 'update' | 'destroy' | (string & {});
  klass: string;
  id?: Id;
  /** As it is after it; null where it is gone. */
  record: Stored<T> | null;
  /** The names of the attributes that differ. */
  changed: string[];
  /** Whether an application of this client made it. */
  local: boolean;
  data?: any;
}

/** A change of ours that the server refused; what the record comes to is told by itself. */
export interface Refused {
  code: number;
  message: string;
  /** Null where it is not known any more. */
  change: ScribeSeen | null;
}

/** What can be listened to: `status` and each part of it by its name, and what happens. */
export interface Events {
  status: Status;
  client: string | null;
  server: string | null;
  connected: boolean;
  caughtUp: boolean;
  inSync: boolean;
  leading: boolean;
  persisted: boolean | null;
  pending: number;
  behind: number;
  progress: Status['progress'];
  lastError: LastError | null;
  refused: Refused;
  changes: Change[];
  scribes: ScribeSeen[];
  closed: undefined;
}

/** The records of one class. What changes them resolves once it is on disk. */
export interface Model<T extends object = Record<string, any>> {
  readonly name: string;
  /** A record that must not be alive (409); its id is made where there is none. */
  create(record: Partial<Stored<T>>): Promise<Stored<T>>;
  /** Created, or its attributes set where it is alive. */
  save(record: Partial<Stored<T>>): Promise<Stored<T>>;
  /** Created, or replaced whole where it differs. */
  put(record: Partial<Stored<T>>): Promise<Stored<T>>;
  /** Sets attributes of a record that must be alive (404); those that have the value already are not recorded. */
  update(id: Id, attributes: Partial<T>): Promise<Stored<T>>;
  /** Destroys a record that must be alive (404). */
  destroy(id: Id): Promise<void>;
  /** Records a scribe of a type of the class's own: delivered in order, applied once, never merged. */
  record(type: string, data?: Value): Promise<void>;
  find(id: Id): Promise<Stored<T> | null>;
  /** Every record alive: integer ids first, by value; then strings, by their UTF-8 bytes. */
  all(): Promise<Stored<T>[]>;
  /**
   * At most `limit` records alive (1–10,000; default 100) from behind the one with the id `after`, in an order of the
   * storage's own, the same each time. Fewer than `limit`: there are no more.
   */
  page(range?: { after?: Id; limit?: number }): Promise<Stored<T>[]>;
  where(filter: Partial<Stored<T>> | ((record: Stored<T>) => boolean)): Promise<Stored<T>[]>;
  /** Hears every change, whoever and whichever tab made it, once it is on disk. Returns what ends it. */
  subscribe(listener: (change: Change<T>) => void): () => void;
}

/** What becomes one commit. */
export interface ChangeSet {
  create(klass: string, record?: Record<string, Value>): Id;
  save(klass: string, record?: Record<string, Value>): Id;
  put(klass: string, record?: Record<string, Value>): Id;
  update(klass: string, id: Id, attributes: Record<string, Value>): Id;
  destroy(klass: string, id: Id): void;
  record(klass: string, type: string, data?: Value): void;
}

/** One client: its records, its journal and its connection, shared by the tabs of one browser. */
export class Syncro {
  constructor(options: Options);
  /** Resolves once the storage is open; rejects where it can't be used. */
  readonly ready: Promise<void>;
  /** A new object each time something changes. */
  readonly status: Status;
  on<K extends keyof Events>(name: K, listener: (value: Events[K]) => void): () => void;
  /** @throws {ChangeRefusedError} 403: no such class here */
  model<T extends object = Record<string, any>>(name: string): Model<T>;
  /** One change set, over any classes: on disk whole when it resolves, or refused whole. */
  commit(add: (set: ChangeSet) => void): Promise<void>;
  find(klass: string, id: Id): Promise<Stored | null>;
  all(klass: string): Promise<Stored[]>;
  page(klass: string, range?: { after?: Id; limit?: number }): Promise<Stored[]>;
  /**
   * Resolves once all that is here is acknowledged there, and all that is known of there is here. Has no limit of time.
   */
  whenInSync(): Promise<void>;
  /** Dials at once where there is no connection, and does not wait for the next attempt. */
  reconnect(): Promise<void>;
  /** Ends the connection and closes the storage. */
  close(): Promise<void>;
}

/** A value written as this very text: `new RawJson('1.10')`. */
export class RawJson {
  constructor(text: string);
  readonly text: string;
}

/** Everything that Syncro throws. */
export class SyncroError extends Error {
  readonly code: number;
}

/** A change that can't be made; nothing of its change set was recorded. */
export class ChangeRefusedError extends SyncroError {}

/** The browser gives this site no more room; nothing was recorded. */
export class QuotaExceededError extends SyncroError {}

/** The storage can't be used: another client's, closed, or broken. */
export class StorageError extends SyncroError {}
