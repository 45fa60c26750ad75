import { linearAlgebra } from '@offprint/numerics';
import { describe, expect, it } from 'vitest';
import { scoreOf } from './curve.ts';
import { exponential } from './exponential.ts';
import { classes, drawPatterns, pixels } from './patterns.ts';
import { outputsOf, startLayers, trainPerceptron } from './training.ts';

const algebra = await linearAlgebra();
const { signal } = new AbortController();
const plan = { sizes: [pixels, 24, classes], epochs: 6, batch: 25, learningRate: 0.005, seed: 1, signal };

describe('the patterns', () => {
  it('are the same for the same seed and stream, and others for others', () => {
    const one = drawPatterns(1, 'train', 20);
    expect(drawPatterns(1, 'train', 20)).toEqual(one);
    expect(drawPatterns(1, 'test', 20).x).not.toEqual(one.x);
    expect([...one.labels.slice(0, 11)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0]);
  });
});

describe('training', () => {
  it('learns the digits, from nothing to nine in ten', async () => {
    const [train, test] = [drawPatterns(1, 'train', 1000), drawPatterns(1, 'test', 300)];
    const start = scoreOf(outputsOf(startLayers(plan.sizes, 1), test, algebra), test);
    const end = scoreOf(outputsOf(await trainPerceptron(train, plan, algebra), test, algebra), test);
    expect(start.accuracy).toBeLessThan(0.3);
    expect(end.accuracy).toBeGreaterThan(0.85);
    expect(end.loss).toBeLessThan(0.5);
  });

  it('gives the same weights for the same seed', async () => {
    const train = drawPatterns(1, 'train', 100);
    const short = { ...plan, epochs: 2 };
    expect(await trainPerceptron(train, short, algebra)).toEqual(await trainPerceptron(train, short, algebra));
  });

  it('stops when cancelled', async () => {
    const run = trainPerceptron(
      drawPatterns(1, 'train', 2000),
      { ...plan, epochs: 500, signal: AbortSignal.abort() },
      algebra,
    );
    await expect(run).rejects.toMatchObject({ code: 'run/cancelled' });
  });
});

describe('exponential', () => {
  it('agrees with the library to the last digits', () => {
    for (let x = -50; x <= 50; x += 0.37) expect(Math.abs(exponential(x) / Math.exp(x) - 1)).toBeLessThan(1e-14);
    expect(exponential(0)).toBe(1);
    expect(exponential(-1000)).toBe(0);
  });
});
