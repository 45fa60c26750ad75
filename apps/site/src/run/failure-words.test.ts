import { CancelledError, type ErrorRecord, InputError } from '@offprint/errors';
import { memorySink, openCheckpoint, writeSafetensors } from '@offprint/files';
import { type Method, methods } from '@offprint/methods';
import { describe, expect, it } from 'vitest';
import {
  culpritOf,
  errorReport,
  headlineOf,
  percentHere,
  runWithout,
  shortFault,
  truncationOf,
  whereRows,
} from './failure-words.ts';
import { planOf } from './sheet-plan.ts';
import { type Chosen, initialState, type SheetState } from './sheet-state.ts';

const [method] = [...methods.values()] as [Method];

/** The real error of a real file that was cut off. */
async function truncated(): Promise<ErrorRecord> {
  const sink = memorySink('cut.safetensors');
  const tensors = ['a', 'b', 'c'].map((name) => ({
    name,
    dtype: 'F32' as const,
    shape: [100],
    bytes: new Uint8Array(400),
  }));
  await writeSafetensors(sink, tensors);
  const whole = await sink.commit();
  if (whole.kind !== 'bytes') throw new TypeError('A sink in memory gives bytes.');
  const bytes = whole.bytes.subarray(0, whole.bytes.byteLength - 500);
  const opened = await openCheckpoint([{ ...whole, bytes }]).catch((thrown: unknown) => thrown);
  if (!(opened instanceof InputError)) throw new TypeError('A cut file must be refused.');
  return opened.toJSON();
}

function chosen(key: number, name: string, header: Chosen['header'] = { state: 'reading' }): Chosen {
  return {
    key,
    name,
    bytes: 0,
    joins: null,
    folder: null,
    references: [{ kind: 'bytes', bytes: new Uint8Array(0), name }],
    header,
  };
}

const withFiles = (files: SheetState['files']): SheetState => ({ ...initialState(planOf(method)), files });

describe('a checkpoint that ends early', () => {
  it('is drawn from the facts of the real error', async () => {
    const error = await truncated();
    const cut = truncationOf(error);
    expect(cut).toMatchObject({ tensor: 'b', wholeTensors: 1, tensors: 3 });
    if (cut === null) throw new TypeError('There must be facts.');
    expect(cut.promised - cut.holds).toBe(500);
    expect(cut.to - cut.from).toBe(400);
    expect(cut.from).toBeLessThanOrEqual(cut.holds);
    expect(percentHere(cut)).toBe(Math.round((100 * cut.holds) / cut.promised));
    expect(whereRows(error).map(([label]) => label)).toEqual([
      'First tensor cut off',
      'It needs bytes',
      'Whole before it',
    ]);
    expect(shortFault(error)).toMatch(/^ends early: .+ of .+ are here$/);
  });

  it('never has all of its bytes', () => {
    const cut = { promised: 1000, holds: 999, tensor: 'a', from: 0, to: 1000, wholeTensors: 0, tensors: 1 };
    expect(percentHere(cut)).toBe(99);
  });
});

describe('headlines', () => {
  it('say what happened and what did not', async () => {
    expect(headlineOf(await truncated(), false)).toBe('One file ends early. Nothing was run.');
    expect(headlineOf({ kind: 'storage', code: 'disk/full', message: '' }, true)).toBe(
      'There is no room for the result. Nothing was written.',
    );
    expect(headlineOf({ kind: 'limit', code: 'some/limit', message: '' }, false)).toBe(
      'A limit was met. Nothing was run.',
    );
    expect(headlineOf(new CancelledError().toJSON(), true)).toBe('Cancelled. Nothing was written.');
  });
});

describe('culpritOf', () => {
  const error: ErrorRecord = { kind: 'input', code: 'x/y', message: '', where: { file: 'b' } };

  it('is the file that the error names', () => {
    const b = chosen(2, 'b');
    expect(culpritOf(withFiles({ base: [chosen(1, 'a')], models: [b] }), error)).toBe(b);
    expect(culpritOf(withFiles({ base: [chosen(1, 'a')] }), error)).toBeNull();
  });

  it('is nobody where two files have the name, unless one of them holds the very error', () => {
    const twice = { base: [chosen(1, 'b')], models: [chosen(2, 'b')] };
    expect(culpritOf(withFiles(twice), error)).toBeNull();
    const faulty = chosen(3, 'b', { state: 'fault', error });
    expect(culpritOf(withFiles({ ...twice, models: [chosen(2, 'b'), faulty] }), error)).toBe(faulty);
  });
});

describe('runWithout', () => {
  const two: Pick<Method, 'files'> = {
    files: {
      base: { role: 'file', kind: 'checkpoint', title: '', help: '', many: false, min: 1, max: 1 },
      models: { role: 'file', kind: 'checkpoint', title: '', help: '', many: true, min: 2, max: 9 },
    },
  };
  const models = [chosen(2, 'b'), chosen(3, 'c'), chosen(4, 'd')];
  const base = chosen(1, 'a');

  it('names what remains, and offers nothing where too little would', () => {
    const state = withFiles({ base: [base], models });
    expect(runWithout(two, state, models[0] ?? base)).toBe('Run with 2 models');
    expect(runWithout(two, state, base)).toBeNull();
    const fewer = withFiles({ base: [base], models: models.slice(0, 2) });
    expect(runWithout(two, fewer, models[0] ?? base)).toBeNull();
  });
});

it('tells where in words, leaves out what is empty, and reports everything', () => {
  const where = { file: 'a', otherEnds: 12_345, tensor: 'w', other: null };
  const error: ErrorRecord = { kind: 'input', code: 'x/y', message: 'It is so.', hint: 'Do this.', where };
  expect(whereRows(error)).toEqual([
    ['Other ends', '12,345'],
    ['Tensor', 'w'],
  ]);
  expect(errorReport(error, { id: 'm', version: '1.0.0' })).toBe(
    'm 1.0.0: x/y\nIt is so.\nfile: a\notherEnds: 12345\ntensor: w\nother: null\nDo this.',
  );
});
