import { badFiles, withSettings } from '../../checkpoints/bad-files.ts';
import type { BadInput } from '../../method.ts';
import { exampleRecipe } from './example.ts';

/** What other methods report of two files that do not match, a recipe reports with a line of its own. */
const ownCodes: Readonly<Record<string, string>> = {
  'merge/names-differ': 'recipe/names-differ',
  'merge/shapes-differ': 'recipe/shapes-differ',
  'merge/formats-differ': 'recipe/formats-differ',
};

const withRecipe = (change: (recipe: string) => string): BadInput['make'] =>
  withSettings({ recipe: change(exampleRecipe) });

export const badInputs: readonly BadInput[] = [
  ...badFiles.map((bad) => ({ ...bad, code: ownCodes[bad.code] ?? bad.code })),
  { title: 'no recipe', code: 'recipe/wrong-type', make: withRecipe(() => '') },
  { title: 'a recipe that is no YAML', code: 'recipe/not-yaml', make: withRecipe((text) => `${text}\nmodels: [`) },
  {
    title: 'a method written with a hyphen',
    code: 'recipe/unknown-method',
    make: withRecipe((text) => text.replace('ties', 'dare-ties')),
  },
  {
    title: 'a method that is not here',
    code: 'recipe/not-supported',
    make: withRecipe((text) => text.replace('ties', 'della')),
  },
  {
    title: 'a density of 0',
    code: 'recipe/wrong-value',
    make: withRecipe((text) => text.replace('density: 0.5', 'density: 0')),
  },
  {
    title: 'a weight that no condition gives',
    code: 'recipe/missing',
    make: withRecipe((text) => text.replace('        - value: 1\n', '')),
  },
  {
    title: 'another number of models than the recipe names',
    code: 'recipe/models-given',
    make: (example) => ({ ...example, files: { models: example.files['models'].slice(0, 2) } }),
  },
  { title: 'a size of files that is none', code: 'recipe/shard-size', make: withSettings({ shardSize: 'large' }) },
];
