import { CancelledError, InputError } from '@offprint/errors';
import { findMethod, type Method } from '@offprint/methods';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPreviewControl, hasPreview } from './preview-control.ts';
import type { SampledRun, Sampling } from './sampling.ts';
import { planOf } from './sheet-plan.ts';
import { type Chosen, initialState, type SheetState } from './sheet-state.ts';
import type { Preview } from './view.ts';

const method = findMethod('ties-merging');
const size = { parameters: 10, of: 100, share: 10 };

function sound(key: number): Chosen {
  const name = `file-${key}.safetensors`;
  const checkpoint = { name, tensors: new Map(), bytes: 1 };
  const summary = { tensors: 0, parameters: 0, bytes: 1, dtypes: [], shapes: new Map() };
  const references = [{ kind: 'bytes', bytes: new Uint8Array(0), name }] as const;
  return {
    key,
    name,
    folder: null,
    bytes: 1,
    joins: null,
    references,
    header: { state: 'sound', checkpoint, summary },
  };
}

const empty = initialState(planOf(method));
const ready = (density: string, keys: readonly [number, number] = [1, 2]): SheetState => ({
  ...empty,
  files: { base: [sound(keys[0])], models: [sound(keys[1])] },
  settings: { ...empty.settings, density },
});

/** A sampling whose runs end when the test says so; a newer run stops an older one, as the worker does. */
function fakeSampling() {
  const runs: { readonly density: unknown; end(data: unknown): void; fail(error: Error): void }[] = [];
  const sampling: Sampling = {
    sizeFor: () => (runs.length === 0 ? null : size),
    run(_state, _method, { density }) {
      runs.at(-1)?.fail(new CancelledError());
      return new Promise<SampledRun>((resolve, reject) => {
        const end = (data: unknown): void =>
          resolve({ size, run: { report: { numbers: [], data }, notices: [], seconds: 0.01, measure: null } });
        runs.push({ density, end, fail: reject });
      });
    },
  };
  return { sampling, runs };
}

function started() {
  const { sampling, runs } = fakeSampling();
  const shown: (Preview | null)[] = [];
  const control = createPreviewControl(method, sampling, (preview) => shown.push(preview));
  return { control, runs, shown, last: () => shown.at(-1) };
}

const reported = vi.fn();
beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('reportError', reported);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  expect(reported).not.toHaveBeenCalled();
});

const settle = (milliseconds = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);

describe('preview control', () => {
  it('shows nothing without files, and what the method finds with them', async () => {
    const { control, runs, last } = started();
    control.follow(empty);
    expect(last()).toBeNull();
    expect(runs).toEqual([]);
    control.follow(ready('0.2'));
    expect(last()).toEqual({ name: 'reading' });
    runs[0]?.end('found');
    await settle();
    expect(last()).toEqual({ name: 'found', size, data: 'found' });
    control.follow({ ...ready('0.2'), files: empty.files });
    expect(last()).toBeNull();
  });

  it('lets a short run end while a slider moves, then runs the latest value and none between', async () => {
    const { control, runs, last } = started();
    for (const density of ['0.2', '0.3', '0.4', '0.5']) control.follow(ready(density));
    expect(runs.map(({ density }) => density)).toEqual(['0.2']);
    runs[0]?.end('at 0.2');
    await settle();
    expect(last()).toMatchObject({ data: 'at 0.2' });
    expect(runs.map(({ density }) => density)).toEqual(['0.2', '0.5']);
    runs[1]?.end('at 0.5');
    await settle();
    expect(last()).toMatchObject({ data: 'at 0.5' });
    expect(runs).toHaveLength(2);
  });

  it('stops a long run for a newer value', async () => {
    const { control, runs, last } = started();
    control.follow(ready('0.2'));
    await settle(100);
    control.follow(ready('0.3'));
    expect(runs).toHaveLength(1);
    await settle(60);
    expect(runs.map(({ density }) => density)).toEqual(['0.2', '0.3']);
    runs[1]?.end('at 0.3');
    await settle();
    expect(last()).toMatchObject({ data: 'at 0.3' });
  });

  it('keeps the last picture while a value is being typed, and runs nothing', async () => {
    const { control, runs, last } = started();
    control.follow(ready('0.2'));
    runs[0]?.end('found');
    await settle();
    for (const density of ['', '0', '0.']) control.follow(ready(density));
    await settle(1000);
    expect(last()).toMatchObject({ data: 'found' });
    expect(runs.map(({ density }) => density)).toEqual(['0.2']);
  });

  it('says what the method refuses', async () => {
    const { control, runs, last } = started();
    control.follow(ready('0.2'));
    runs[0]?.fail(new InputError('merge/not-finite', 'There is a NaN.'));
    await settle();
    expect(last()).toMatchObject({ name: 'failed', size, error: { code: 'merge/not-finite' } });
  });

  it('shows nothing of files that are no longer chosen, nor once a run has begun', async () => {
    const { control, runs, shown } = started();
    control.follow(ready('0.2'));
    control.follow(ready('0.2', [1, 3]));
    runs[0]?.end('of the old files');
    await settle();
    expect(runs).toHaveLength(2);
    control.follow({ ...ready('0.2', [1, 3]), stage: { name: 'running', run: 1, progress: null, stopping: false } });
    runs[1]?.end('too late');
    await settle();
    expect(shown.filter((preview) => preview?.name === 'found')).toEqual([]);
  });
});

it('has none where rows say nothing of the whole, or nothing can be set', () => {
  expect(hasPreview(method)).toBe(true);
  expect(hasPreview({ ...method, preview: false })).toBe(false);
  expect(hasPreview({ ...method, settings: {} } as Method)).toBe(false);
});
