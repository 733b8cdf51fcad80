import assert from 'node:assert/strict';
import test from 'node:test';
import { append, emptyJournal, headOf } from '../src/journal/state.js';
import { takeLocal } from '../src/journal/local.js';
import { pageOf } from '../src/journal/pages.js';
import { startOf } from '../src/journal/cursor.js';
import { takeRemote } from '../src/journal/remote.js';
import { holding, isAlive, isUnknown, merge, UNKNOWN, visible } from '../src/scribes/record.js';
import { parse } from '../src/scribes/json.js';
import { readScribe } from '../src/wire/scribe-reader.js';
import { writeScribe } from '../src/wire/scribe-writer.js';
import { vectors } from './vectors.js';

const read = text => readScribe(parse(text));
const write = scribe => writeScribe(1, scribe, false);
const mapOf = list => new Map(list.map(({ key, state }) => [key, state]));

test('records merge, show and hold as on the other side', () => {
  for (const { steps } of vectors('merges')) {
    let state = UNKNOWN;
    for (const step of steps) {
      const merged = merge(state, read(step.change).scribe);
      state = merged.state;
      assert.deepEqual(merged.effect.map(write), step.effect);
      assert.deepEqual(state, step.state);
      assert.equal(isAlive(state), step.alive);
      assert.deepEqual(
        visible(state).map(({ name }) => name),
        step.visible,
      );
      const held = holding(state, read(step.held.of).scribe);
      assert.equal(held && write(held), step.held.holds);
    }
  }
});

test('pages of a relay are taken as on the other side, withdraws among them', () => {
  for (const { before, ownSince, scribes, after, clock, rejected, operations } of vectors('intakes')) {
    const since = new Map(ownSince.map(({ key, stamps }) => [key, new Set(stamps)]));
    const taken = takeRemote(emptyJournal('leaf', 'j', 'main'), mapOf(before), new Set(), since, scribes.map(read), [
      'Note',
    ]);
    // There is no place here for a record of which nothing is known.
    const known = [...taken.records].filter(([key, state]) => !isUnknown(state) || mapOf(after).has(key));
    assert.deepEqual(new Map(known), mapOf(after));
    assert.equal(taken.state.clock, clock);
    assert.deepEqual(
      taken.rejected.map(({ id, code }) => ({ id: `${id}`, code })),
      rejected,
    );
    assert.equal(taken.operations.length, operations);
  }
});

test('changes of the application are recorded, stamped and sent as on the other side', () => {
  for (const { sets, after, withdrawn, page } of vectors('locals')) {
    let [state, records, commits] = [emptyJournal('leaf', 'j-leaf', 'main'), new Map(), []];
    for (const { now, changes, fault, mark, head, clock } of sets) {
      const taken = takeLocal(state, records, changes, ['Note'], now);
      assert.equal(taken.fault?.code ?? 0, fault);
      assert.equal(mark !== null, !taken.fault && taken.scribes.length > 0);
      if (mark === null) continue;
      const appended = append(taken.state, taken.scribes, mark);
      [state, records] = [appended.state, new Map([...records, ...taken.records])];
      commits.push(appended.commit);
      assert.deepEqual(headOf(state), head);
      assert.equal(state.clock, clock);
    }
    assert.deepEqual(records, mapOf(after));
    const now = new Map([...records, ...withdrawn.map(key => [key, UNKNOWN])]);
    const { scribes, next, more } = pageOf(state, { at: startOf('j-leaf'), told: null }, commits, now, true);
    assert.deepEqual(
      scribes.map(({ id, scribe, endsSet }) => writeScribe(id, scribe, endsSet)),
      page.scribes,
    );
    assert.deepEqual(next.at, page.at);
    assert.equal(more, page.more);
  }
});
