/** The node refused a call, with the protocol's code; 0: it did not answer. */
export class NodeError extends Error {
  /** @param {number} code @param {string} message */
  constructor(code, message) {
    super(message);
    this.name = 'NodeError';
    this.code = code;
  }
}

const BEARER = 'syncro.bearer';
const TIMEOUT = 10_000;

/** Remembers the token of the HTTP API for as long as this tab is open. @param {string} token */
export const signIn = token => sessionStorage.setItem(BEARER, token);

/**
 * Calls the node's HTTP API.
 * @param {string} path @param {{ method?: string, body?: unknown }} [options]
 * @returns {Promise<any>} the answer's JSON; null where there is none
 * @throws {NodeError} 401: the API wants its token, see `signIn`
 */
export async function call(path, { method = 'GET', body } = {}) {
  const bearer = sessionStorage.getItem(BEARER);
  try {
    const answer = await fetch(path, {
      method,
      cache: 'no-store',
      headers: {
        ...(bearer && { Authorization: `Bearer ${bearer}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const text = await answer.text();
    const json = text && answer.headers.get('Content-Type')?.startsWith('application/json') ? JSON.parse(text) : null;
    if (answer.ok) return json;
    throw new NodeError(answer.status, json?.message ?? `the node answered ${answer.status}`);
  } catch (error) {
    throw error instanceof NodeError ? error : new NodeError(0, `the node does not answer: ${error.message}`);
  }
}
