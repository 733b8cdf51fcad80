import { call } from '../shared/node.js';

const KEPT = 'syncro.page.node';

/**
 * What the node said of itself, now or when it last answered: the page opens without it too.
 * @returns {Promise<{ node: any, fresh: boolean, error: import('../shared/node.js').NodeError | null }>}
 */
export async function knowNode() {
  try {
    const node = await call('/api/node');
    localStorage.setItem(KEPT, JSON.stringify(node));
    return { node, fresh: true, error: null };
  } catch (error) {
    return { node: JSON.parse(localStorage.getItem(KEPT) ?? 'null'), fresh: false, error };
  }
}
