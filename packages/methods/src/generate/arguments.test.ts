import { expect, it } from 'vitest';
import scaledSum from '../testing/scaled-sum/method.ts';
import { parseArguments } from './arguments.ts';

const parse = (line: string) =>
  parseArguments(
    scaledSum,
    line.split(' ').filter((word) => word !== ''),
  );

it('reads files, settings and outputs in any order and either form', () => {
  expect(parse('--factor=1.5 --addend a --base b --out c.safetensors --addend d/e --noise --threads 3')).toEqual({
    files: { addends: ['a', 'd/e'], base: ['b'] },
    settings: { factor: 1.5, weights: [], noise: true, trouble: 'none', listed: '', seed: 0 },
    outputs: { sum: 'c.safetensors' },
    threads: 3,
    resume: false,
    restart: false,
    json: false,
    help: false,
  });
});

it('reads switches, negations and values that begin with a hyphen', () => {
  expect(parse('--no-noise').settings['noise']).toBe(false);
  expect(parse('--noise=false').settings['noise']).toBe(false);
  expect(parse('--weights -1,2').settings['weights']).toEqual([-1, 2]);
  expect(parse('--json').json).toBe(true);
  expect(parse('--listed=-a,b').settings['listed']).toBe('-a,b');
});

it('hears whether a run may go on', () => {
  expect(parse('--base b --resume --addend a')).toMatchObject({
    resume: true,
    restart: false,
    files: { addends: ['a'] },
  });
  expect(parse('--restart --base b')).toMatchObject({ resume: false, restart: true, files: { base: ['b'] } });
});

it('looks at nothing else once help is asked for', () => {
  expect(parse('--nonsense --help')).toMatchObject({ help: true });
  expect(parse('-h')).toMatchObject({ help: true });
});

it.each([
  ['--factr 1', 'argument/unknown', 'Did you mean --factor?'],
  ['--resum', 'argument/unknown', 'Did you mean --resume?'],
  ['--entirely-other 1', 'argument/unknown', 'See: offprint help run scaled-sum'],
  ['--no-factor', 'argument/unknown', 'Did you mean --factor?'],
  ['--factor', 'argument/no-value', 'Write it after a space: --factor VALUE.'],
  ['--base=', 'argument/no-value', 'Write it after a space: --base VALUE.'],
  ['--base a --base b', 'argument/twice', 'Give it once.'],
  ['--factor 1 --factor 2', 'argument/twice', 'Give it once.'],
  [
    'model.safetensors',
    'argument/stray',
    'Every file and every setting follows its flag; put a value with spaces in quotes.',
  ],
  ['-x', 'argument/stray', 'Every file and every setting follows its flag; put a value with spaces in quotes.'],
  ['--factor abc', 'setting/invalid', 'Its default is 0.5.'],
  ['--threads two', 'setting/invalid', 'Leave it out to use what the machine has.'],
  ['--threads 0', 'setting/invalid', 'Leave it out to use what the machine has.'],
])('refuses %s', (line, code, hint) => {
  expect(() => parse(line)).toThrow(expect.objectContaining({ code, hint }));
});
