import type { ErrorRecord } from '@offprint/errors';
import type { RunProgress, RunResult } from '@offprint/methods';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allFiles,
  type Chosen,
  initialState,
  reduce,
  type SheetEvent,
  type SheetPlan,
  type SheetState,
} from './sheet-state.ts';

const plan: SheetPlan = {
  ports: [
    { name: 'base', min: 1, max: 1 },
    { name: 'models', min: 1, max: 3 },
  ],
  defaults: { density: '0.2', normalise: true },
  each: {},
};

function file(key: number, name = `file-${key}.safetensors`, joins: string | null = null): Chosen {
  const references = [{ kind: 'bytes', bytes: new Uint8Array(0), name }] as const;
  return { key, name, bytes: 10, joins, folder: null, references, header: { state: 'reading' } };
}

const error: ErrorRecord = { kind: 'input', code: 'checkpoint/truncated', message: 'It ends early.' };
const cancelled: ErrorRecord = { kind: 'cancelled', code: 'run/cancelled', message: 'Cancelled.' };

function progress(share: number): RunProgress<unknown> {
  return { step: 0, steps: ['one'], stepSeconds: [1], share, detail: '', secondsLeft: null };
}

const result: RunResult<unknown> = {
  outputs: {},
  report: { numbers: [], data: null },
  notices: [],
  receipt: {
    format: 1,
    offprint: '0.1.0',
    method: { id: 'm', version: '1.0.0' },
    inputs: {},
    settings: {},
    seed: null,
    outputs: {},
    numbers: [],
    notices: [],
    seconds: 1,
    finished: '2026-01-01T00:00:00.000Z',
  },
};

const after = (...events: SheetEvent[]): SheetState =>
  events.reduce((state, event) => reduce(plan, state, event), initialState(plan));
const names = (state: SheetState): Record<string, string[]> =>
  Object.fromEntries(Object.entries(state.files).map(([port, files]) => [port, files.map(({ name }) => name)]));

describe('files', () => {
  it('fills the ports in order when none was aimed at', () => {
    const state = after({ type: 'files-chosen', port: null, files: [file(1, 'a'), file(2, 'b'), file(3, 'c')] });
    expect(names(state)).toEqual({ base: ['a'], models: ['b', 'c'] });
  });

  it('puts a new file in place of the only one of a port for one, and the rest where there is room', () => {
    const state = after(
      { type: 'files-chosen', port: 'base', files: [file(1, 'a')] },
      { type: 'files-chosen', port: 'base', files: [file(2, 'b'), file(3, 'c')] },
    );
    expect(names(state)).toEqual({ base: ['b'], models: ['c'] });
  });

  it('says what found no room', () => {
    const files = [1, 2, 3, 4, 5].map((key) => file(key, `f${key}`));
    const state = after({ type: 'files-chosen', port: null, files });
    expect(names(state)).toEqual({ base: ['f1'], models: ['f2', 'f3', 'f4'] });
    expect(state.remark).toEqual({ at: 'run', says: 'There was no room for f5.' });
  });

  it('joins a shard to its checkpoint and reads the header anew', () => {
    const state = after(
      { type: 'files-chosen', port: 'base', files: [file(1, 'm-1-of-2.safetensors', 'm')] },
      { type: 'header-read', key: 1, header: { state: 'fault', error } },
      { type: 'files-chosen', port: 'models', files: [file(2, 'm-2-of-2.safetensors', 'm')] },
    );
    expect(state.files['models']).toEqual([]);
    expect(state.files['base']).toMatchObject([{ key: 2, bytes: 20, header: { state: 'reading' } }]);
    expect(state.files['base']?.[0]?.references).toHaveLength(2);
  });

  it('keeps two checkpoints apart whose shards have the same names', () => {
    const state = after(
      { type: 'files-chosen', port: 'base', files: [file(1, 'm-1-of-1.safetensors', 'm')] },
      { type: 'files-chosen', port: 'models', files: [file(2, 'm-1-of-1.safetensors', 'm')] },
    );
    expect(names(state)).toEqual({ base: ['m-1-of-1.safetensors'], models: ['m-1-of-1.safetensors'] });
  });

  it('moves a file within its port and no further', () => {
    const chosen: SheetEvent = { type: 'files-chosen', port: 'models', files: [file(1, 'a'), file(2, 'b')] };
    expect(names(after(chosen, { type: 'file-moved', key: 1, by: 1 }))).toEqual({ base: [], models: ['b', 'a'] });
    expect(names(after(chosen, { type: 'file-moved', key: 1, by: -1 }))).toEqual({ base: [], models: ['a', 'b'] });
  });

  it('makes a model the base, and the base a model', () => {
    const chosen: SheetEvent = { type: 'files-chosen', port: null, files: [file(1, 'a'), file(2, 'b'), file(3, 'c')] };
    expect(names(after(chosen, { type: 'file-put-first', key: 3 }))).toEqual({ base: ['c'], models: ['b', 'a'] });
    const alone: SheetEvent = { type: 'files-chosen', port: 'models', files: [file(1, 'a'), file(2, 'b')] };
    expect(names(after(alone, { type: 'file-put-first', key: 2 }))).toEqual({ base: ['b'], models: ['a'] });
  });

  it('puts another file in the place of a faulty one', () => {
    const state = after(
      { type: 'files-chosen', port: null, files: [file(1, 'a'), file(2, 'b'), file(3, 'c')] },
      { type: 'failed', error },
      { type: 'file-replaced', key: 2, by: file(9, 'whole') },
    );
    expect(names(state)).toEqual({ base: ['a'], models: ['whole', 'c'] });
    expect(state.stage).toEqual({ name: 'form' });
  });
});

describe('a run', () => {
  const chosen: SheetEvent = { type: 'files-chosen', port: null, files: [file(1), file(2)] };
  const started: SheetEvent = { type: 'run-started', run: 7 };

  it('goes through progress to its result', () => {
    const state = after(chosen, started, { type: 'run-progressed', run: 7, progress: progress(0.5) });
    expect(state.stage).toMatchObject({ name: 'running', progress: { share: 0.5 }, stopping: false });
    expect(reduce(plan, state, { type: 'run-finished', run: 7, result }).stage).toEqual({
      name: 'result',
      run: 7,
      result,
    });
  });

  it('keeps files and settings when it fails, and says whether it had begun', () => {
    const typed: SheetEvent = { type: 'setting-typed', name: 'density', value: '0.3' };
    const failed: SheetEvent = { type: 'run-failed', run: 7, error };
    const early = after(chosen, typed, started, failed);
    expect(early.stage).toEqual({ name: 'error', error, ran: false });
    expect(early.settings).toEqual({ density: '0.3', normalise: true });
    expect(allFiles(early)).toHaveLength(2);
    const late = after(chosen, started, { type: 'run-progressed', run: 7, progress: progress(0.1) }, failed);
    expect(late.stage).toMatchObject({ ran: true });
  });

  it('comes back to the form when cancelled, and says that nothing was written', () => {
    const stopping = after(chosen, started, { type: 'cancel-asked' });
    expect(stopping.stage).toMatchObject({ stopping: true });
    const state = reduce(plan, stopping, { type: 'run-failed', run: 7, error: cancelled });
    expect(state.stage).toEqual({ name: 'form' });
    expect(state.remark).toEqual({ at: 'run', says: 'Cancelled. Nothing was written.' });
  });

  it('hears nothing of a run that is over', () => {
    const state = after(
      chosen,
      started,
      { type: 'run-failed', run: 7, error: cancelled },
      { type: 'run-started', run: 8 },
    );
    expect(reduce(plan, state, { type: 'run-progressed', run: 7, progress: progress(0.9) })).toBe(state);
    expect(reduce(plan, state, { type: 'run-finished', run: 7, result })).toBe(state);
    expect(reduce(plan, state, { type: 'run-failed', run: 7, error })).toBe(state);
  });

  it('holds files and settings still', () => {
    const state = after(chosen, started);
    expect(reduce(plan, state, { type: 'file-removed', key: 1 })).toBe(state);
    expect(reduce(plan, state, { type: 'setting-typed', name: 'density', value: '1' })).toBe(state);
    expect(reduce(plan, state, { type: 'files-chosen', port: null, files: [file(5)] })).toBe(state);
  });
});

it('fills the form with an example, the other settings at their defaults', () => {
  const state = after(
    { type: 'setting-typed', name: 'normalise', value: false },
    { type: 'example-asked' },
    { type: 'example-made', files: { base: [file(1, 'a')], models: [file(2, 'b')] }, settings: { density: '0.5' } },
  );
  expect(names(state)).toEqual({ base: ['a'], models: ['b'] });
  expect(state.settings).toEqual({ density: '0.5', normalise: true });
  expect(state.makingExample).toBe(false);
});

describe('whatever happens', () => {
  const key = fc.integer({ min: 1, max: 12 });
  const run = fc.integer({ min: 1, max: 3 });
  const port = fc.constantFrom('base', 'models', null);
  let fresh = 100;
  const chosen = fc.array(fc.constantFrom(null, 'm', 'n'), { maxLength: 4 }).map((stems) =>
    stems.map((stem) => {
      fresh += 1;
      return file(fresh, `${stem ?? 'f'}-${fresh}.safetensors`, stem);
    }),
  );
  const event: fc.Arbitrary<SheetEvent> = fc.oneof(
    fc.record({ type: fc.constant('files-chosen' as const), port, files: chosen }),
    fc.record({ type: fc.constant('file-removed' as const), key }),
    fc.record({ type: fc.constant('file-put-first' as const), key }),
    fc.record({ type: fc.constant('file-moved' as const), key, by: fc.constantFrom(1 as const, -1 as const) }),
    fc.record({ type: fc.constant('run-started' as const), run }),
    fc.record({
      type: fc.constant('run-progressed' as const),
      run,
      progress: fc.double({ min: 0, max: 1 }).map(progress),
    }),
    fc.record({ type: fc.constant('run-failed' as const), run, error: fc.constantFrom(error, cancelled) }),
    fc.record({ type: fc.constant('run-finished' as const), run, result: fc.constant(result) }),
    fc.constant<SheetEvent>({ type: 'cancel-asked' }),
    fc.constant<SheetEvent>({ type: 'form-asked' }),
    fc.record({ type: fc.constant('setting-typed' as const), name: fc.constant('density'), value: fc.string() }),
  );

  it('no port holds more than it may, no file is there twice, and a run never changes its inputs', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        let state = initialState(plan);
        for (const next of events) {
          const before = state;
          state = reduce(plan, before, next);
          for (const { name, max } of plan.ports) expect((state.files[name] ?? []).length).toBeLessThanOrEqual(max);
          const keys = allFiles(state).map((one) => one.key);
          expect(new Set(keys).size).toBe(keys.length);
          if (before.stage.name === 'running' && state.stage.name === 'running') {
            expect(allFiles(state)).toEqual(allFiles(before));
            expect(state.settings).toBe(before.settings);
          }
          if (state.stage.name === 'result') expect(['running', 'result']).toContain(before.stage.name);
        }
      }),
    );
  });
});
