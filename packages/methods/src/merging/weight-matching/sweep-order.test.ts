import { createRandom } from '@offprint/numerics';
import { expect, it } from 'vitest';
import { gpt2, perceptron } from './networks/networks.testing.ts';
import { recognise } from './networks/recognise.ts';
import type { Specification } from './specification.ts';
import { sweepOrders } from './sweep-order.ts';

function specificationOf(shapes: typeof gpt2, stream: boolean): Specification {
  const found = recognise(shapes, { heads: { heads: 4 }, stream });
  if ('reason' in found) throw new Error(found.reason);
  return found.specification;
}

it('goes over all groups in every sweep, in an order that changes with the seed', () => {
  const specification = specificationOf(gpt2, false);
  const orders = Array.from({ length: 20 }, (_, seed) =>
    sweepOrders(specification, [0, 1, 2, 3], createRandom(seed, 'sweeps'))(0),
  );
  for (const order of orders) expect(order.toSorted()).toEqual([0, 1, 2, 3]);
  expect(new Set(orders.map(String)).size).toBeGreaterThan(5);
});

it('begins with the residual stream, but only the first time', () => {
  const specification = specificationOf(gpt2, true);
  const stream = specification.groups.findIndex(({ name }) => name === 'residual');
  const firsts = [0, 1].map((sweep) =>
    Array.from({ length: 12 }, (_, seed) => {
      const orders = sweepOrders(specification, [0, 1, 2, 3, 4], createRandom(seed, 'sweeps'));
      return [orders(0), orders(1)][sweep][0];
    }),
  );
  expect(new Set(firsts[0])).toEqual(new Set([stream]));
  expect(new Set(firsts[1]).size).toBeGreaterThan(1);
});

it('prefers none where all lie on as many tensors', () => {
  const specification = specificationOf(perceptron, false);
  const firsts = Array.from(
    { length: 12 },
    (_, seed) => sweepOrders(specification, [0, 1], createRandom(seed, 's'))(0)[0],
  );
  expect(new Set(firsts).size).toBe(2);
});
