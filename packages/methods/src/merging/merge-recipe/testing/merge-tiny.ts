import { openCheckpoint, openSource, type SourceReference } from '@offprint/files';
import { inlineContext } from '../../../checkpoints/inline-context.ts';
import type { MergeReport } from '../../../checkpoints/merge-report.ts';
import type { Notice, Report } from '../../../method.ts';
import { type Inputs, run, tasks } from '../run.ts';
import { numbersIn } from './tiny-model.ts';

export interface TinyMerge {
  readonly report: Report<MergeReport>;
  readonly notices: readonly Notice[];
  /** Names of all files of the output. */
  readonly files: readonly string[];
  readonly tensors: ReadonlyMap<string, Float32Array>;
  /** Formats of the tensors. */
  readonly dtypes: ReadonlyMap<string, string>;
  /** The text of a file of the output. */
  text(name: string): Promise<string>;
}

/** Runs a recipe on models in memory, in the order in which it names them. */
export async function mergeTiny(
  recipe: string,
  models: readonly (readonly SourceReference[])[],
  settings: Partial<Omit<Inputs, 'recipe' | 'models'>> = {},
): Promise<TinyMerge> {
  const opened = await Promise.all(models.map((references) => openCheckpoint(references)));
  const { context, notices, commit } = inlineContext<MergeReport>(tasks);
  const report = await run(
    { models: opened, recipe, profile: 'mergekit', embedding: 'error', shardSize: '5GB', seed: 0, ...settings },
    context,
  );
  const outputs = await commit();
  const weights = [...outputs].filter(([name]) => name.endsWith('.safetensors') || name.endsWith('.index.json'));
  const references = weights.map(([, reference]) => reference);
  const merged = await openCheckpoint(references);
  const dtypes = new Map([...merged.tensors].map(([name, { dtype }]) => [name, dtype] as const));
  await merged.close();
  return {
    report,
    notices,
    files: [...outputs.keys()],
    tensors: await numbersIn(references),
    dtypes,
    async text(name) {
      const reference = outputs.get(name);
      if (reference === undefined) throw new Error(`There is no ${name} among ${[...outputs.keys()].join(', ')}.`);
      const source = await openSource(reference);
      const bytes = new Uint8Array(source.size);
      await source.readInto(bytes, 0);
      return new TextDecoder().decode(bytes);
    },
  };
}
