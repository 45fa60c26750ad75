import { expect, it } from 'vitest';
import type { Method } from '../method.ts';
import scaledSum from '../testing/scaled-sum/method.ts';
import { badInputsAreNamed } from './bad-inputs.ts';
import type { Check } from './check.ts';
import { descriptorIsComplete } from './descriptor.ts';
import { figureDraws } from './figures.ts';
import { exampleRuns } from './runs.ts';
import { verificationHolds } from './verifications.ts';

const method: Method = scaledSum;

let nextSeed = 0;

/** Each check must be able to fail: what is spoilt, and what it says of it. */
const spoilt: readonly [string, Check, Partial<Method>, RegExp][] = [
  ['a summary without an end', descriptorIsComplete, { summary: 'Adds' }, /Adds/],
  ['an empty step', descriptorIsComplete, { steps: [' '] }, /a step has no title/],
  [
    'a bad input that is declared under another code',
    badInputsAreNamed,
    {
      async badInputs() {
        const { badInputs } = await method.badInputs();
        return { badInputs: badInputs.map((bad) => ({ ...bad, code: 'checkpoint/other' })) };
      },
    },
    /a factor above the range/,
  ],
  [
    'a bad input that is accepted',
    badInputsAreNamed,
    { badInputs: async () => ({ badInputs: [{ title: 'nothing bad', code: 'x/y', make: (example) => example }] }) },
    /nothing bad: it was accepted/,
  ],
  [
    'an example that varies',
    exampleRuns,
    {
      async example() {
        const { makeExample } = await method.example();
        return { makeExample: () => makeExample(nextSeed++) };
      },
    },
    /it varies/,
  ],
  [
    'a figure with a number that is none',
    figureDraws,
    {
      async figure() {
        const { figure } = await method.figure();
        return { figure: (data) => ({ ...figure(data), description: `${Number.NaN} bars` }) };
      },
    },
    /the result/,
  ],
  [
    'a claim that does not hold',
    verificationHolds,
    {
      async verification() {
        const claim = { claim: '1 is 2', expected: 2, accepted: [2, 2], got: 1 } as const;
        return { verification: { title: 'T', source: 'S', run: async () => [claim] } };
      },
    },
    /1 is 2/,
  ],
];

it.each(spoilt)('fails on %s', async (_title, check, change, message) => {
  await expect(check.run({ ...method, ...change })).rejects.toThrow(message);
});
