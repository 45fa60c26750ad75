import { InputError } from '@offprint/errors';
import { type Checkpoint, planSafetensors } from '@offprint/files';
import { checkCarried, copyTensor } from '../../checkpoints/contents.ts';
import { encodeNumbers, readNumbers } from '../../checkpoints/tensor-numbers.ts';
import { alignTensors, vocabularyName } from '../../checkpoints/tensors.ts';
import { nameWithSuffix, type Report, type RunContext } from '../../method.ts';
import { type ArriveItem, type ArriveResult, arriveTensor } from './arrive-task.ts';
import { scalesOf } from './opcm.ts';
import { createTally, finalReport, type OpcmReport } from './report.ts';
import { type OpcmState, readState, stateKey } from './state.ts';

export interface Inputs {
  readonly base: Checkpoint;
  readonly models: readonly Checkpoint[];
  readonly earlier: readonly Checkpoint[];
  readonly alpha: number;
  readonly rankTolerance: number;
  readonly profile: 'unique' | 'authors';
}

export const tasks = { arriveTensor };

/** The sums wait for the norm of the whole model: up to so many bytes of them, then the tensors are worked out twice. */
const mostHeldBytes = 2 ** 30;

/**
 * OPCM over whole models: tensor by tensor, all arrivals at once; then the scale, which needs the norm of all, is divided
 * by. One thin singular value decomposition for each weight and arrival but the very first.
 */
export async function run(inputs: Inputs, context: RunContext<OpcmReport>): Promise<Report<OpcmReport>> {
  const { base, models, alpha } = inputs;
  const [earlier] = inputs.earlier;
  const others = [...(earlier === undefined ? [] : [earlier]), ...models];
  context.progress({ step: 0, share: 0, detail: `${base.tensors.size} tensors` });
  const aligned = alignTensors(base, others, 'error');
  await checkCarried(aligned.carried, base, others, context.signal);
  const provenance = await context.provenance();
  const baseHashes = hashesOf(provenance);
  const state: OpcmState =
    earlier === undefined ? { arrivals: [], norms: [], scale: 1, base: baseHashes } : readState(earlier, baseHashes);
  const files = [base, ...others];
  const options = { alpha, rankTolerance: inputs.profile === 'authors' ? null : inputs.rankTolerance };
  const items = aligned.merged.map(
    ({ base: entry, models: entries }): ArriveItem => ({
      files: files.map(({ references }) => references),
      names: files.map(({ name }) => name),
      base: entry,
      earlier: earlier === undefined ? null : entries[0],
      models: earlier === undefined ? entries : entries.slice(1),
      scale: state.scale,
      projects: entry.shape.length === 2 && !vocabularyName.test(entry.name),
      options,
    }),
  );
  const tally = createTally(
    items,
    models.map(({ name }) => name),
    state,
  );
  const elements = items.reduce((sum, item) => sum + item.base.elements, 0);
  const holds = elements * 8 <= mostHeldBytes;
  const held: Float64Array[] = [];
  let done = 0;
  await context.map<ArriveItem, ArriveResult>('arriveTensor', items, ({ sum, arrivals }, index) => {
    tally.add(index, arrivals);
    if (holds) held[index] = sum;
    done += items[index].base.elements;
    context.progress({
      step: 1,
      share: (holds ? 0.95 : 0.48) * (done / elements),
      detail: `tensor ${index + 1} of ${items.length} ${items[index].base.name}`,
      partial: tally.report(null),
    });
  });
  const { norms, sums } = tally.totals();
  const still = norms.indexOf(0);
  if (norms.every((norm) => norm === 0) && state.norms.every((norm) => norm === 0)) {
    throw new InputError(
      'opcm/no-change',
      'All models hold the same numbers as the base, so there is no norm to scale to.',
      {
        hint: 'Give models that were fine-tuned from the base.',
      },
    );
  }
  if (still !== -1)
    context.notice('merge/identical-model', `${models[still].name} holds the same numbers as the base.`);
  const scales = scalesOf(sums, [...state.norms, ...norms]);
  const scale = scales[scales.length - 1];
  const report = tally.report(scales);
  const next: OpcmState = {
    arrivals: [...state.arrivals, ...models.map(({ name }) => name)],
    norms: [...state.norms, ...norms],
    scale,
    base: baseHashes,
  };
  const metadata = { ...base.metadata, ...provenance, [stateKey]: JSON.stringify(next) };
  const plan = planSafetensors([...base.tensors.values()], metadata);
  const at = (name: string): number => plan.at.get(name) ?? 0;
  const sink = await context.output('merged', nameWithSuffix(base.name, '-opcm'));
  await sink.write(plan.header, 0);
  const carried = aligned.carried.toSorted((a, b) => at(a.base.name) - at(b.base.name));
  const copyUpTo = async (end: number): Promise<void> => {
    while (carried.length > 0 && at(carried[0].base.name) < end) {
      const [{ base: entry }] = carried.splice(0, 1);
      await copyTensor(base, entry, sink, at(entry.name), context.signal);
    }
  };
  const order = [...items.keys()].sort((a, b) => at(items[a].base.name) - at(items[b].base.name));
  const write = async (index: number, sum: Float64Array): Promise<void> => {
    const { base: entry } = items[index];
    await copyUpTo(at(entry.name));
    const bytes = await mergedBytes(base, items[index], sum, scale);
    await sink.write(bytes, at(entry.name));
  };
  if (holds) {
    for (const index of order) await write(index, held[index]);
  } else {
    let again = 0;
    await context.map<ArriveItem, ArriveResult>(
      'arriveTensor',
      order.map((index) => items[index]),
      async ({ sum }, place) => {
        await write(order[place], sum);
        again += items[order[place]].base.elements;
        context.progress({ step: 2, share: 0.48 + 0.5 * (again / elements), detail: items[order[place]].base.name });
      },
    );
  }
  context.progress({ step: 2, share: 1, detail: sink.name, partial: report });
  await copyUpTo(Number.POSITIVE_INFINITY);
  return finalReport(report);
}

/** The hashes of the base's files, from what the runner knows of the inputs; none where nobody hashes. */
function hashesOf(provenance: Readonly<Record<string, string>>): readonly string[] {
  const known: unknown = JSON.parse(provenance['offprint'] ?? '{}');
  const inputs =
    (known as { readonly inputs?: readonly { readonly port: string; readonly sha256: string }[] }).inputs ?? [];
  return inputs.filter(({ port }) => port === 'base').map(({ sha256 }) => sha256);
}

async function mergedBytes(
  base: Checkpoint,
  { base: entry, names }: ArriveItem,
  sum: Float64Array,
  scale: number,
): Promise<Uint8Array> {
  const own = await readNumbers(base, entry);
  const merged = own.map((value, p) => value + sum[p] / scale);
  const bytes = encodeNumbers(merged, entry.dtype);
  const largest = merged.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest > mostOf[entry.dtype]) {
    throw new InputError(
      'merge/overflow',
      `A merged number of tensor “${entry.name}” is too large for ${entry.dtype}.`,
      {
        hint: 'Convert the base to float32.',
        where: { tensor: entry.name, file: names[0] },
      },
    );
  }
  return bytes;
}

const mostOf = { F64: Number.MAX_VALUE, F32: 3.4028235e38, BF16: 3.3895e38, F16: 65_519 } as const;
