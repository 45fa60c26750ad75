import { type Method, methods } from '@offprint/methods';
import { describe, expect, it } from 'vitest';
import { announcement } from './announcements.ts';
import { focusAfter } from './focus-after.ts';
import { planOf } from './sheet-plan.ts';
import { initialState, reduce, type SheetEvent, type SheetState } from './sheet-state.ts';

const [method] = [...methods.values()] as [Method];
const plan = planOf(method);
const form = initialState(plan);
const step = (state: SheetState, event: SheetEvent): SheetState => reduce(plan, state, event);
const running = step(form, { type: 'run-started', run: 1 });
const at = (state: SheetState, share: number): SheetState =>
  step(state, {
    type: 'run-progressed',
    run: 1,
    progress: { step: 0, steps: ['one'], stepSeconds: [0], share, detail: '', secondsLeft: share > 0 ? 3 : null },
  });
const cancelled = step(running, {
  type: 'run-failed',
  run: 1,
  error: { kind: 'cancelled', code: 'run/cancelled', message: '' },
});
const failed = step(running, { type: 'run-failed', run: 1, error: { kind: 'internal', code: 'x/y', message: '' } });

describe('announcement', () => {
  it('speaks of stages, of every quarter of a run, and of what became of it', () => {
    expect(announcement(method, form, running)).toMatch(/ing$/);
    expect(announcement(method, running, at(running, 0.1))).toBeNull();
    expect(announcement(method, at(running, 0.2), at(running, 0.3))).toBe('25 per cent');
    expect(announcement(method, at(running, 0.3), at(running, 0.4))).toBeNull();
    expect(announcement(method, at(running, 0.9), at(running, 1))).toBeNull();
    expect(announcement(method, running, cancelled)).toBe('Cancelled. Nothing was written.');
    expect(announcement(method, running, failed)).toBe('Offprint made a mistake. Nothing was run.');
  });

  it('says once what is wrong with a file', () => {
    const [port = ''] = Object.keys(method.files);
    const file = {
      key: 1,
      name: 'a',
      bytes: 0,
      joins: null,
      folder: null,
      references: [],
      header: { state: 'reading' },
    } as const;
    const chosen = step(form, { type: 'files-chosen', port, files: [file] });
    const error = { kind: 'input', code: 'x/y', message: 'It is no checkpoint.' } as const;
    const faulty = step(chosen, { type: 'header-read', key: 1, header: { state: 'fault', error } });
    expect(announcement(method, form, chosen)).toBeNull();
    expect(announcement(method, chosen, faulty)).toBe('It is no checkpoint.');
    expect(announcement(method, faulty, step(faulty, { type: 'tab-chosen', tab: 'api' }))).toBeNull();
  });
});

describe('focusAfter', () => {
  it('follows the stages', () => {
    expect(focusAfter(form, running, null)).toEqual(['#cancel-button']);
    expect(focusAfter(running, failed, null)).toEqual(['#run-title']);
    expect(focusAfter(running, cancelled, null)).toEqual(['#run-button']);
    expect(focusAfter(running, at(running, 0.5), null)).toEqual([]);
  });

  it('stays by the file, then in the port, whose control went away', () => {
    expect(focusAfter(form, form, { port: 'models', file: '7' })).toEqual([
      '[data-file="7"] .file-acts button:enabled',
      '[data-port="models"] .file-acts button:enabled',
      '[data-port="models"] input',
    ]);
  });
});
