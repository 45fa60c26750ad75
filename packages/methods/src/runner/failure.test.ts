import { InputError } from '@offprint/errors';
import { expect, it } from 'vitest';
import { deathOfWorker, explainFailure } from './failure.ts';

it('names what engines say when memory runs out', () => {
  expect(explainFailure(new RangeError('Array buffer allocation failed')).code).toBe('run/out-of-memory');
  expect(explainFailure(new RangeError('WebAssembly.Memory(): could not allocate memory')).code).toBe(
    'run/out-of-memory',
  );
});

it('leaves named errors as they are, and does not blame memory for other faults', () => {
  const named = new InputError('a/b', 'No.');
  expect(explainFailure(named)).toBe(named);
  expect(explainFailure(new RangeError('Invalid array length')).code).toBe('internal/fault');
});

it('names the death of a worker', () => {
  expect(deathOfWorker({ outOfMemory: true, reason: 'heap' })).toMatchObject({
    code: 'run/out-of-memory',
    kind: 'limit',
  });
  expect(deathOfWorker({ outOfMemory: false, reason: 'it ended with exit code 3' })).toMatchObject({
    code: 'run/worker-died',
    message: 'A worker of the run ended by itself: it ended with exit code 3.',
  });
});
