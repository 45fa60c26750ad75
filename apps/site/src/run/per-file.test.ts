import { describe, expect, it } from 'vitest';
import { partsOf, withPart } from './per-file.ts';
import { type Chosen, initialState, reduce, type SheetEvent, type SheetPlan, type SheetState } from './sheet-state.ts';

const plan: SheetPlan = {
  ports: [
    { name: 'base', min: 1, max: 1 },
    { name: 'models', min: 1, max: 5 },
  ],
  defaults: { weights: '', density: '0.2' },
  each: { weights: 'models' },
};

function file(key: number): Chosen {
  const name = `file-${key}.safetensors`;
  const references = [{ kind: 'bytes', bytes: new Uint8Array(0), name }] as const;
  return { key, name, bytes: 10, joins: null, folder: null, references, header: { state: 'reading' } };
}

const after = (state: SheetState, ...events: SheetEvent[]): SheetState =>
  events.reduce((before, event) => reduce(plan, before, event), state);

const three = after(
  initialState(plan),
  { type: 'files-chosen', port: 'models', files: [file(1), file(2), file(3)] },
  { type: 'setting-typed', name: 'weights', value: '1, 2, 3' },
);

describe('withPart', () => {
  it('fills one part in, and leaves the others as they are', () => {
    expect(withPart('', 3, 1, '0.5')).toBe(', 0.5, ');
    expect(withPart(', 0.5, ', 3, 0, ' 0,25 ')).toBe('0.25, 0.5, ');
    expect(withPart('1, 2, 3', 3, 2, '4')).toBe('1, 2, 4');
  });

  it('is empty again when the last part is cleared', () => {
    expect(withPart(', 0.5, ', 3, 1, '')).toBe('');
    expect(partsOf('')).toEqual([]);
    expect(partsOf(', 0.5, ')).toEqual(['', '0.5', '']);
  });
});

describe('numbers that belong to files', () => {
  it('go along when a file is moved, and when one is removed', () => {
    expect(after(three, { type: 'file-moved', key: 3, by: -1 }).settings['weights']).toBe('1, 3, 2');
    expect(after(three, { type: 'file-removed', key: 1 }).settings['weights']).toBe('2, 3');
    const none = after(three, ...[1, 2, 3].map((key): SheetEvent => ({ type: 'file-removed', key })));
    expect(none.settings['weights']).toBe('');
  });

  it('leave the place of a new file open', () => {
    const more = after(three, { type: 'files-chosen', port: 'models', files: [file(4)] });
    expect(more.settings['weights']).toBe('1, 2, 3, ');
  });

  it('stay as they were typed where there are not as many as files', () => {
    const odd = after(three, { type: 'setting-typed', name: 'weights', value: '1, 2' });
    expect(after(odd, { type: 'file-removed', key: 1 }).settings['weights']).toBe('1, 2');
  });

  it('are not kept for files that an example replaced', () => {
    const example = after(three, { type: 'example-made', files: { models: [file(7)] }, settings: {} });
    expect(example.settings['weights']).toBe('');
  });
});
