import fc from 'fast-check';

/** Few words, so that they meet in documents often; several of them share a stem, and some are stop words. */
export const vocabulary = [
  'merge',
  'merging',
  'merged',
  'model',
  'models',
  'sparse',
  'task',
  'vector',
  'graph',
  'the',
  'of',
  'zeta',
];

export const text = (most: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...vocabulary), { maxLength: most }).map((words) => words.join(' '));

/** What happens to a database. */
export type Event =
  | {
      readonly kind: 'put';
      readonly id: string;
      readonly title: string;
      readonly body: string;
      readonly family: string | null;
    }
  | { readonly kind: 'remove'; readonly id: string };

const id = fc.integer({ min: 0, max: 11 }).map((number) => `paper-${number}`);

export const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      id,
      title: text(4),
      body: text(12),
      family: fc.constantFrom('merging', 'graphs', null),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), id }) },
);
