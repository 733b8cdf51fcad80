const encoder = new TextEncoder();

/** The bytes of a string in UTF-8. @param {string} text */
export const bytesOf = text => encoder.encode(text).length;

// Units sort differently from bytes only where surrogates meet U+E000–U+FFFF: those two ranges are swapped back.
const weight = unit =>
  unit < 0xd800 ? unit
  : unit >= 0xe000 ? unit - 0x800
  : unit + 0x2000;

/**
 * Negative, zero or positive, as by comparing the UTF-8 bytes of both, found without encoding them.
 * @param {string} x @param {string} y
 */
export function compareUtf8(x, y) {
  if (x === y) return 0;
  const common = Math.min(x.length, y.length);
  for (let i = 0; i < common; i++) {
    const [a, b] = [x.charCodeAt(i), y.charCodeAt(i)];
    if (a !== b) return weight(a) - weight(b);
  }
  return x.length - y.length;
}

const lone = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Whether a string holds no lone surrogate, and so has a form in UTF-8. @param {string} text */
export const isText = text => !lone.test(text);
