import { bytesOf, isText } from './utf8.js';

/** The longest name, in bytes of UTF-8: GUIDs, class names, string record ids, attribute names. */
export const MAX_NAME = 256;

const control = /[\u0000-\u001f\u007f-\u009f]/;

// Nearly every name: of these it is told at a glance that nothing is wrong.
const plain = new RegExp(`^[ -~]{1,${MAX_NAME}}$`);

/** What is wrong with a name as what it stands for, or null. @param {string} what @param {string} name */
export function nameFault(what, name) {
  if (plain.test(name)) return null;
  if (name.length === 0) return `${what} is empty; 1 to ${MAX_NAME} bytes are allowed`;
  const bytes = bytesOf(name);
  if (bytes > MAX_NAME) return `${what} of ${bytes} bytes is longer than ${MAX_NAME}`;
  const found = control.exec(name);
  if (found)
    return `${what} holds the control character U+${found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  return isText(name) ? null : `${what} holds a lone surrogate`;
}

/** As nameFault, for a class name, which besides holds no ';'. @param {string} name */
export const classFault = name =>
  nameFault('class name', name) ?? (name.includes(';') ? "class name holds a ';'" : null);
