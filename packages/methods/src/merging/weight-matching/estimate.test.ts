import type { TensorEntry } from '@offprint/files';
import { expect, it } from 'vitest';
import type { CheckpointHeader } from '../../method.ts';
import { estimate } from './estimate.ts';
import { bert } from './networks/networks.testing.ts';

function header(shapes: ReadonlyMap<string, readonly number[]>): CheckpointHeader {
  const entries = [...shapes].map(([name, shape]): TensorEntry => {
    const elements = shape.reduce((product, size) => product * size, 1);
    return { name, dtype: 'F32', shape, elements, bytes: 4 * elements, file: 0, at: 0 };
  });
  return {
    name: 'a',
    tensors: new Map(entries.map((entry) => [entry.name, entry])),
    bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

const perceptron = (width: number) =>
  header(
    new Map([
      ['fc1.weight', [width, 64]],
      ['fc2.weight', [width, width]],
      ['fc3.weight', [10, width]],
    ]),
  );

const settings = { heads: 0, stream: false };

it('grows with the cube of the width', () => {
  const of = (width: number) => {
    const network = perceptron(width);
    return estimate({ files: { a: [network], b: [network] }, settings, threads: 1 });
  };
  expect(of(4096).seconds / of(2048).seconds).toBeGreaterThan(6);
  expect(of(2048).memoryBytes).toBeLessThan(1e9);
  expect(of(2048).outputBytes).toBe(2 * perceptron(2048).bytes);
});

it('says something of what will be refused, too', () => {
  const withHead = header(new Map([...bert, ['cls.predictions.transform.dense.weight', [12, 12]]]));
  const files = { a: [withHead], b: [withHead] };
  expect(estimate({ files, settings: { heads: 3, stream: true }, threads: 2 }).seconds).toBeGreaterThan(0);
});
