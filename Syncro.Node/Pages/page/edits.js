// A record as text that a person edits: each attribute a name and a JSON value.

/** @typedef {{ name: string, text: string, was: string | null }} Row was: null in a new one */

/** The rows of a record. @param {Record<string, unknown>} record @returns {Row[]} */
export const rowsOf = ({ id, ...attributes }) =>
  Object.entries(attributes).map(([name, value]) => {
    const text = JSON.stringify(value, null, typeof value === 'object' ? 2 : undefined);
    return { name, text, was: text };
  });

/** One to be filled in. @returns {Row} */
export const newRow = () => ({ name: '', text: '', was: null });

/**
 * What the rows set that is not so already, as JSON texts, or what is wrong with each by its place.
 * @param {Row[]} rows
 * @returns {{ texts: Record<string, string>, faults: Map<number, string> }}
 */
export function changesOf(rows) {
  const [texts, faults, names] = [{}, new Map(), new Set()];
  rows.forEach(({ name, text, was }, i) => {
    const fault = faultOf(name, text, names);
    names.add(name);
    if (fault) faults.set(i, fault);
    else if (text !== was) texts[name] = text.trim();
  });
  return { texts, faults };
}

function faultOf(name, text, names) {
  if (name === '') return 'An attribute needs a name.';
  if (name === 'id') return 'An id is no attribute: it never changes.';
  if (names.has(name)) return `There are two attributes '${name}'.`;
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return text.trim() === '' ?
        `'${name}' has no value; null is one.`
      : `The value of '${name}' is not JSON: ${error.message}. A text stands in quotes.`;
  }
}

/** The id that a text means: JSON where it is an integer or quoted, else the text itself. @param {string} text */
export function idOf(text) {
  const trimmed = text.trim();
  if (/^-?\d+$/.test(trimmed)) return Number.isSafeInteger(Number(trimmed)) ? Number(trimmed) : BigInt(trimmed);
  return /^".*"$/s.test(trimmed) ? JSON.parse(trimmed) : trimmed;
}
