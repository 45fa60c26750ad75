import { InputError } from '@offprint/errors';
import { type ByteSink, type Checkpoint, planSafetensors, type SafetensorsPlan } from '@offprint/files';
import { checkCarried, copyTensor } from '../../checkpoints/contents.ts';
import { type Alignment, alignTensors, type FloatEntry } from '../../checkpoints/tensors.ts';
import { nameWithSuffix, type Report, type RunContext } from '../../method.ts';
import { type CompressItem, type CompressResult, compressTensor } from './compress-task.ts';
import { createTally, finalReport, type TwinReport } from './report.ts';
import { keptRank } from './twin.ts';

export interface Inputs {
  readonly base: Checkpoint;
  readonly models: readonly Checkpoint[];
  readonly lambda: number;
  readonly density: number;
  readonly mixture: readonly number[];
  readonly profile: 'rounded' | 'authors';
}

export const tasks = { compressTensor };

/** Names of the two factors of a weight in an exclusive part. */
export const leftOf = (tensor: string): string => `${tensor}.left`;
export const rightOf = (tensor: string): string => `${tensor}.right`;

/** A file in the making whose tensors have their places. */
interface Placed {
  readonly plan: SafetensorsPlan;
  readonly sink: ByteSink;
}

/** Builds the package: the shared model, one exclusive part a task, and on request one merged model for a mixture. */
export async function run(inputs: Inputs, context: RunContext<TwinReport>): Promise<Report<TwinReport>> {
  const { base, models, lambda, density, profile } = inputs;
  context.progress({ step: 0, share: 0, detail: `${base.tensors.size} tensors` });
  const mixture = inputs.mixture.length === 0 ? null : inputs.mixture;
  if (mixture !== null && mixture.length !== models.length) {
    throw new InputError(
      'twin/mixture',
      `There are ${mixture.length} numbers in mixture for ${models.length} models.`,
      {
        hint: 'Give one number for each model, in their order, or none.',
        where: { setting: 'mixture' },
      },
    );
  }
  const aligned = alignTensors(base, models, 'error');
  await checkCarried(aligned.carried, base, models, context.signal);
  const provenance = await context.provenance();
  const metadata = { ...base.metadata, ...provenance };
  const files = [base, ...models];
  const itemOf = ({ base: entry, models: entries }: Alignment<FloatEntry>): CompressItem => ({
    files: files.map(({ references }) => references),
    names: files.map(({ name }) => name),
    base: entry,
    models: entries,
    lambda,
    matrix: matrixOf(entry, density, profile),
    mixture,
  });
  const sharedPlan = planSafetensors([...base.tensors.values()], metadata);
  const items = aligned.merged
    .map(itemOf)
    .sort((a, b) => (sharedPlan.at.get(a.base.name) ?? 0) - (sharedPlan.at.get(b.base.name) ?? 0));
  const lost = items.filter(({ matrix }) => matrix?.rank === 0).length;
  if (lost > 0) {
    context.notice(
      'twin/rank-zero',
      `${lost === 1 ? 'One weight keeps' : `${lost} weights keep`} nothing of any task: the density leaves rank 0, as in the authors’ code.`,
    );
  }
  const partPlan = planSafetensors(items.flatMap(partLayout), metadata);
  const open = async (port: string, name: string, plan: SafetensorsPlan): Promise<Placed> => {
    const sink = await context.output(port, name);
    await sink.write(plan.header, 0);
    return { plan, sink };
  };
  const shared = await open('shared', nameWithSuffix(base.name, '-shared'), sharedPlan);
  const partNames = uniqueNames(models.map(({ name }) => nameWithSuffix(name, '-exclusive')));
  const parts: Placed[] = [];
  for (const name of partNames) parts.push(await open('exclusive', name, partPlan));
  const merged = mixture === null ? null : await open('merged', nameWithSuffix(base.name, '-mixed'), sharedPlan);
  const tally = createTally(
    items,
    models.map(({ name, bytes }) => ({ name, bytes: partPlan.size, modelBytes: bytes })),
  );
  const elements = items.reduce((sum, item) => sum + item.base.elements, 0);
  let done = 0;
  await context.map<CompressItem, CompressResult>('compressTensor', items, async (result, index) => {
    const { name, elements: own } = items[index].base;
    await put(shared, name, result.shared);
    if (merged !== null && result.merged !== null) await put(merged, name, result.merged);
    for (const [task, { left, right, whole }] of result.parts.entries()) {
      if (items[index].matrix === null) await put(parts[task], name, whole);
      else {
        await put(parts[task], leftOf(name), left);
        await put(parts[task], rightOf(name), right);
      }
    }
    tally.add(index, result);
    done += own;
    context.progress({
      step: 1,
      share: done / elements,
      detail: `tensor ${index + 1} of ${items.length} ${name}`,
      partial: tally.report(),
    });
  });
  for (const { base: entry } of aligned.carried) {
    for (const file of merged === null ? [shared] : [shared, merged]) {
      await copyTensor(base, entry, file.sink, file.plan.at.get(entry.name) ?? 0, context.signal);
    }
  }
  const report = tally.report();
  const text = JSON.stringify({
    format: 'offprint twin-merging 1',
    shared: shared.sink.name,
    lambda,
    density,
    tasks: report.tasks.map(({ name, kept }, task) => ({
      model: name,
      exclusive: parts[task].sink.name,
      energyKept: kept,
    })),
    weights: 'θ(x) = shared + Σ wₜ (leftₜ · rightₜ); tensors without factors are added whole',
  });
  const index = await context.output('package', nameWithSuffix(base.name, '-twin', 'json'));
  await index.write(new TextEncoder().encode(`${text}\n`), 0);
  context.progress({ step: 2, share: 1, detail: index.name, partial: report });
  return finalReport(report);
}

/** A tensor as a matrix: the first axis by the others. Vectors are kept whole. */
function matrixOf({ shape }: FloatEntry, density: number, profile: Inputs['profile']): CompressItem['matrix'] {
  if (shape.length < 2 || shape.includes(0)) return null;
  const size = [shape[0], shape.slice(1).reduce((product, length) => product * length, 1)] as const;
  return { size, rank: keptRank(size, density, profile) };
}

function partLayout({
  base,
  matrix,
}: CompressItem): { name: string; dtype: FloatEntry['dtype']; shape: readonly number[] }[] {
  const { name, dtype, shape } = base;
  if (matrix === null) return [{ name, dtype, shape }];
  const [m, n] = matrix.size;
  return [
    { name: leftOf(name), dtype, shape: [m, matrix.rank] },
    { name: rightOf(name), dtype, shape: [matrix.rank, n] },
  ];
}

async function put({ plan, sink }: Placed, tensor: string, bytes: Uint8Array): Promise<void> {
  if (bytes.byteLength > 0) await sink.write(bytes, plan.at.get(tensor) ?? 0);
}

/** Models of one name still need files of their own. */
function uniqueNames(names: readonly string[]): string[] {
  return names.map((name, index) =>
    names.indexOf(name) === index ? name : name.replace(/\.safetensors$/, `-${index + 1}.safetensors`),
  );
}
