import { tiesMerging } from '@offprint/methods';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formParts, safeName } from './form-parts.ts';

it.each([
  ['model.safetensors', 'model.safetensors'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\models\\base.safetensors', 'base.safetensors'],
  ['.hidden', '_hidden'],
  ['..', '_.'],
  ['', 'unnamed'],
  ['Modell für α.safetensors', 'Modell_f_r__.safetensors'],
  [`${'a'.repeat(300)}.safetensors`, `${'a'.repeat(108)}.safetensors`],
])('keeps of the name %j what is safe: %j', (given, safe) => {
  expect(safeName(given)).toBe(safe);
});

it('never gives a name that leaves its folder or hides in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (given) => {
      expect(safeName(given)).toMatch(/^[\w+-][\w.+-]{0,119}$/);
    }),
  );
});

it('puts numbered checkpoints first, in the order of their numbers, and joins the files of one number', () => {
  const parts = formParts(tiesMerging);
  for (const [field, file] of [
    ['models', 'd'],
    ['models[10]', 'c'],
    ['models[2]', 'a'],
    ['models', 'e'],
    ['models[2]', 'b'],
  ] as const) {
    parts.addFile(field, file);
  }
  parts.addSetting('__proto__', 'x');
  const { files, settings } = parts.inputs();
  expect(files['models']?.map((group) => group.map((file) => (file.kind === 'path' ? file.path : '')))).toEqual([
    ['a', 'b'],
    ['c'],
    ['d'],
    ['e'],
  ]);
  expect(Object.keys(settings)).toEqual(['__proto__']);
});
