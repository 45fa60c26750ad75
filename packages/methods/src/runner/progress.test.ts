import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RunProgress } from '../context.ts';
import { progressMeter } from './progress.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function watched(steps: readonly string[] = ['read', 'write']) {
  const shown: RunProgress<string>[] = [];
  let time = 0;
  const meter = progressMeter<string>(
    steps,
    (progress) => shown.push(progress),
    () => time,
  );
  const wait = (milliseconds: number): void => {
    time += milliseconds;
    vi.advanceTimersByTime(milliseconds);
  };
  return { shown, meter, wait };
}

it('shows the first update at once and the last of many after a tenth of a second', () => {
  const { shown, meter, wait } = watched();
  for (let done = 0; done < 50; done++) {
    meter.update({ step: 0, share: done / 100, detail: `piece ${done}` });
    wait(1);
  }
  expect(shown.map(({ detail }) => detail)).toEqual(['piece 0']);
  wait(60);
  expect(shown.map(({ detail }) => detail)).toEqual(['piece 0', 'piece 49']);
});

it('shows a new step at once, and the seconds that each took', () => {
  const { shown, meter, wait } = watched();
  meter.update({ step: 0, share: 0, detail: 'a' });
  wait(2000);
  meter.update({ step: 1, share: 0.5, detail: 'b', partial: 'half' });
  wait(500);
  meter.update({ step: 1, share: 0.7, detail: 'c' });
  expect(shown[1]).toMatchObject({
    step: 1,
    stepSeconds: [2, 0],
    detail: 'b',
    partial: 'half',
    steps: ['read', 'write'],
  });
  expect(shown[2]?.stepSeconds).toEqual([2, 0.5]);
});

it('gives the time left only once it is more than a guess', () => {
  const { shown, meter, wait } = watched();
  meter.update({ step: 0, share: 0, detail: '' });
  wait(200);
  meter.update({ step: 0, share: 0.5, detail: '' });
  wait(800);
  meter.update({ step: 0, share: 0.01, detail: '' });
  wait(1000);
  meter.update({ step: 0, share: 0.25, detail: '' });
  expect(shown.map(({ secondsLeft }) => secondsLeft)).toEqual([null, null, null, 6]);
});

it('lets the estimate drift rather than jump', () => {
  const { shown, meter, wait } = watched();
  wait(1000);
  meter.update({ step: 0, share: 0.1, detail: '' });
  wait(1000);
  meter.update({ step: 0, share: 0.4, detail: '' });
  expect(shown[0]?.secondsLeft).toBeCloseTo(9, 10);
  // Of a total of 10 s and then 5 s, the one shown is 10 + 0.4 × (5 - 10) = 8 s, less the 2 s that have passed.
  expect(shown[1]?.secondsLeft).toBeCloseTo(6, 10);
});

it('shows at the end what it held back, and nothing once stopped', () => {
  const { shown, meter, wait } = watched();
  meter.update({ step: 0, share: 0, detail: 'first' });
  meter.update({ step: 0, share: 1, detail: 'last' });
  meter.finish();
  expect(shown.map(({ detail }) => detail)).toEqual(['first', 'last']);
  meter.update({ step: 0, share: 1, detail: 'late' });
  meter.stop();
  wait(1000);
  expect(shown).toHaveLength(2);
});

it('keeps shares and steps within their bounds', () => {
  const { shown, meter } = watched();
  meter.update({ step: 9, share: 1.5, detail: '' });
  expect(shown[0]).toMatchObject({ step: 1, share: 1 });
});
