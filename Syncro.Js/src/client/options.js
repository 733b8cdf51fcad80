import { SyncroError } from '../errors.js';
import { classFault, nameFault } from '../scribes/names.js';
import { TIMING } from '../session/protocol.js';

const CONNECT_TIMEOUT = 10_000;

const KNOWN = new Set([
  'client',
  'url',
  'token',
  'models',
  'space',
  'server',
  'database',
  'timing',
  'backoff',
  'connectTimeout',
  'WebSocket',
  'browser',
]);

const wrong = message => new SyncroError(message, 422);

/** What a client is told, checked: nothing is passed over. @param {import('../index.js').Options} options */
export function optionsOf(options) {
  const unknown = Object.keys(options).find(name => !KNOWN.has(name));
  if (unknown) throw wrong(`there is no option '${unknown}'; there are: ${[...KNOWN].join(', ')}`);
  const {
    client = null,
    url = null,
    token = null,
    space = 'main',
    server = null,
    timing = {},
    backoff,
    connectTimeout = CONNECT_TIMEOUT,
    browser = {},
  } = options;
  for (const [what, name] of [
    ['client', client],
    ['space', space],
    ['server', server],
  ])
    checkName(what, name);
  if (token !== null && typeof token !== 'string' && typeof token !== 'function')
    throw wrong('token is neither a string nor a function');
  return {
    client,
    token,
    space,
    server,
    backoff,
    connectTimeout,
    classes: classesOf(options.models),
    url: url === null ? null : urlOf(url),
    database: options.database ?? `syncro/${space}/${client ?? ''}`,
    timing: { ...TIMING, ...timing },
    Socket: options.WebSocket ?? globalThis.WebSocket,
    browser: {
      locks: globalThis.navigator?.locks,
      page: globalThis.window ?? null,
      document: globalThis.document ?? null,
      storage: globalThis.navigator?.storage ?? null,
      ...browser,
    },
  };
}

function checkName(what, name) {
  const fault =
    name === null ? null
    : typeof name === 'string' ? nameFault(what, name)
    : `${what} is not a string`;
  if (fault) throw wrong(fault);
}

function classesOf(models) {
  const names = Array.isArray(models) ? models : Object.keys(models ?? {});
  if (names.length === 0) throw wrong("models is missing: the names of the classes, such as ['Note']");
  for (const name of names) {
    const fault = typeof name === 'string' ? classFault(name) : 'a class name is not a string';
    if (fault) throw wrong(fault);
  }
  return [...new Set(names)];
}

/** The WebSocket of a node: `/sync` where no path is given. */
function urlOf(url) {
  const full = new URL(url, globalThis.location?.href);
  if (full.protocol === 'http:' || full.protocol === 'https:') full.protocol = full.protocol.replace('http', 'ws');
  if (full.protocol !== 'ws:' && full.protocol !== 'wss:')
    throw wrong(`url is '${url}'; ws, wss, http or https are allowed`);
  if (full.pathname === '/') full.pathname = '/sync';
  return full.href;
}
