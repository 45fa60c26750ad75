import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Setting, valueAt } from './settings.ts';

const number = fc.double({ min: -10, max: 10, noNaN: true });
const gradient = fc.array(number, { minLength: 1, maxLength: 6 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

function settingOf(values: readonly number[]): Setting {
  return { conditions: [{ filter: null, values }], line: 1 };
}

it('a gradient begins with its first number and ends with its last', () => {
  fc.assert(
    fc.property(gradient, (values) => {
      expect(valueAt(settingOf(values), 'x', 0)).toBe(values[0]);
      expect(valueAt(settingOf(values), 'x', 1)).toBe(values[values.length - 1]);
    }),
  );
});

it('a gradient passes through each of its numbers and stays between neighbours', () => {
  fc.assert(
    fc.property(gradient, share, (values, depth) => {
      const steps = values.length - 1;
      for (const [index, value] of values.entries()) {
        if (steps > 0) expect(valueAt(settingOf(values), 'x', index / steps)).toBeCloseTo(value, 9);
      }
      const at = Number(valueAt(settingOf(values), 'x', depth));
      const low = Math.floor(depth * steps);
      const near = [values[low], values[Math.min(steps, low + 1)]];
      expect(at).toBeGreaterThanOrEqual(Math.min(...near) - 1e-9);
      expect(at).toBeLessThanOrEqual(Math.max(...near) + 1e-9);
    }),
  );
});

it('a gradient of equal numbers is that number', () => {
  fc.assert(
    fc.property(number, fc.integer({ min: 1, max: 5 }), share, (value, times, depth) => {
      expect(valueAt(settingOf(Array(times).fill(value)), 'x', depth)).toBeCloseTo(value, 12);
    }),
  );
});

it('the first condition whose filter is in the name counts', () => {
  const setting: Setting = {
    line: 1,
    conditions: [
      { filter: 'mlp', values: [1] },
      { filter: 'layers.3.', values: [2] },
      { filter: '*', values: [3] },
    ],
  };
  expect(valueAt(setting, 'layers.3.mlp.up', 0)).toBe(1);
  expect(valueAt(setting, 'layers.3.attn', 0)).toBe(2);
  expect(valueAt(setting, 'norm', 0)).toBe(3);
  expect(valueAt({ ...setting, conditions: setting.conditions.slice(0, 2) }, 'norm', 0)).toBeUndefined();
});
