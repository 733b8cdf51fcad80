import assert from 'node:assert/strict';
import test from 'node:test';
import { parse } from '../src/scribes/json.js';
import { assemble, NO_PARTS } from '../src/wire/parts.js';
import { readMessage } from '../src/wire/message-reader.js';
import { writeMessage } from '../src/wire/message-writer.js';
import { readScribe } from '../src/wire/scribe-reader.js';
import { sizeOf, writeScribe } from '../src/wire/scribe-writer.js';
import { vectors } from './vectors.js';

test('scribes cross as on the other side', () => {
  for (const { text, endsSet, written, size, fault } of vectors('scribes')) {
    const wire = readScribe(parse(text));
    assert.deepEqual(wire.fault?.code, fault?.code, text);
    assert.equal(wire.scribe && writeScribe(wire.id, wire.scribe, wire.endsSet), written);
    if (wire.scribe) {
      assert.equal(wire.endsSet, endsSet);
      assert.equal(sizeOf(wire.scribe), size);
    }
  }
});

test('messages cross as on the other side', () => {
  for (const { text, written } of vectors('messages')) {
    const { message, fault } = readMessage(text);
    assert.equal(fault?.code, written === null ? 400 : undefined, text);
    if (written !== null) assert.equal(writeMessage(message), written);
  }
});

test('a scribe above the limit is refused by itself', () => {
  const data = `{"id":"n1","x":"${'x'.repeat(512 * 1024)}"}`;
  const wire = readScribe(parse(`{"klass":"Note","type":"create","data":${data},"id":1,"at":"0000000000010000@a"}`));
  assert.equal(wire.fault.code, 413);
});

const part = (more, data, id = 7) => readMessage(JSON.stringify({ type: 'part', id, more, data }));

test('a message in parts is put together, and nothing comes between', () => {
  const text = '{"type":"noop","id":1}';
  const first = assemble(NO_PARTS, part(true, text.slice(0, 9)));
  assert.equal(first.read, null);
  assert.equal(assemble(first.parts, part(false, text.slice(9))).read.message.type, 'noop');
  assert.equal(assemble(first.parts, part(false, text.slice(9), 8)).read.fault.code, 400);
  assert.equal(assemble(first.parts, readMessage(text)).read.fault.code, 400);
  assert.equal(assemble({ id: '7', pieces: ['{'], bytes: 4 * 1024 * 1024 }, part(false, 'x')).read.fault.code, 413);
});
