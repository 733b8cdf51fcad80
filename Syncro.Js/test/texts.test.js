import assert from 'node:assert/strict';
import test from 'node:test';
import { ahead, observe, tick } from '../src/scribes/clock.js';
import { compareIds, isIntegerId } from '../src/scribes/ids.js';
import { InvalidJsonError } from '../src/scribes/json.js';
import { compact, quote } from '../src/scribes/json-text.js';
import { classFault, nameFault } from '../src/scribes/names.js';
import { compareStamps, isStamp } from '../src/scribes/stamp.js';
import { compareUtf8 } from '../src/scribes/utf8.js';
import { vectors } from './vectors.js';

const hex = text => BigInt(`0x${text}`);

test('clocks tick and observe as on the other side', () => {
  const { ticks, observed, ahead: far } = vectors('clocks');
  for (const { last, now, next } of ticks) assert.equal(tick(hex(last), now), hex(next));
  for (const { last, stamp, next } of observed) assert.equal(observe(hex(last), stamp), hex(next));
  for (const { stamp, now, ahead: by } of far) assert.equal(ahead(stamp, now), by);
});

/** Every pair, in the order given. */
function ascends(list, compare) {
  list.forEach((x, i) =>
    list.forEach((y, j) => assert.equal(Math.sign(compare(x, y)), Math.sign(i - j), `${x} and ${y}`)),
  );
}

test('stamps are read and ordered as on the other side', () => {
  const { ascending, read } = vectors('stamps');
  ascends(ascending, compareStamps);
  for (const { text, valid } of read) assert.equal(isStamp(text), valid, text);
});

test('ids are read and ordered as on the other side', () => {
  const { ascending, integers } = vectors('ids');
  ascends(ascending, compareIds);
  for (const { token, valid } of integers) assert.equal(isIntegerId(token), valid, token);
});

test('JSON is taken and kept as on the other side', () => {
  const { texts, strings, ascending } = vectors('json');
  for (const { text, compact: expected } of texts)
    if (expected === null) assert.throws(() => compact(text), InvalidJsonError, text);
    else assert.equal(compact(text), expected);
  for (const { value, text } of strings) assert.equal(quote(value), text);
  ascends(ascending, compareUtf8);
});

test('names are judged as on the other side', () => {
  for (const { name, fault, classFault: ofClass } of vectors('json').names) {
    assert.equal(nameFault('name', name), fault);
    assert.equal(classFault(name), ofClass);
  }
});

test('a text that is no Unicode is no JSON', () => {
  assert.throws(() => compact('"\ud800"'), InvalidJsonError);
  assert.throws(() => quote('\udc00'), InvalidJsonError);
});

test('a long string is read without recursion', () => {
  const long = `"${'a\\n'.repeat(500_000)}"`;
  assert.equal(compact(long), long);
});
