import { InputError, IntegrityError, throwIfCancelled } from '@offprint/errors';
import { type Checkpoint, openCheckpoint } from '@offprint/files';
import type { Report, RunContext } from '../../method.ts';
import { allowedDifference, type Maps } from './check-piece.ts';
import { compareLayers } from './compare-layers.ts';
import { type CurveItem, type CurvePoint, curveTask, lambdas, testPatterns, trialOf } from './curve-task.ts';
import { knownHeads } from './known-heads.ts';
import type { Matched } from './match.ts';
import { type Piece, tensorsOf } from './networks/network.ts';
import { noticePlan, noticeResult } from './notices.ts';
import { fixedPoints, identityOf, mapOf, type Permutation } from './permutation.ts';
import { type Pair, type Plan, pairOf, planOf, type Settings, tensorsOn } from './plan.ts';
import { finalReport, type MatchingReport } from './report.ts';
import { type CheckItem, type MatchItem, matchComponent, matchingTasks } from './tasks.ts';
import { begins, step, type Work } from './work.ts';
import { writeNetworks, writeText } from './write-files.ts';
import { writePermutations } from './write-permutations.ts';

export interface Inputs extends Settings {
  readonly a: Checkpoint;
  readonly b: Checkpoint;
}

export const tasks = { ...matchingTasks, curve: curveTask };

/** Weight matching of two checkpoints; the bytes do not depend on the number of threads. */
export async function run(inputs: Inputs, context: RunContext<MatchingReport>): Promise<Report<MatchingReport>> {
  const { a, b } = inputs;
  const pair = pairOf(a, b);
  const plan = planOf(pair, inputs, (await knownHeads(a)) ?? (await knownHeads(b)));
  noticePlan(context, plan, pair);
  let report: MatchingReport = {
    done: false,
    network: plan.network?.title ?? null,
    parameters: pair.floats.reduce((sum, { base }) => sum + base.elements, 0),
    groups: [],
    left: plan.left.length,
    objective: [],
    gap: 0,
    distance: null,
    checked: null,
    layers: [],
    layersSkipped: 0,
    picture: null,
    curve: null,
  };
  const work: Work = {
    plan,
    pair,
    files: { a: a.references, b: b.references },
    settings: inputs,
    context,
    progress(current, done, of, detail) {
      const end = begins[current + 1] ?? 1;
      const share = begins[current] + ((end - begins[current]) * done) / Math.max(1, of);
      context.progress({ step: current, share, detail, partial: report });
    },
    add(found) {
      report = { ...report, ...found };
    },
  };
  work.progress(step.headers, 0, 1, `${a.tensors.size} tensors`);
  const { permutations, sweeps } = await matchAll(work);
  const { groups } = plan.specification;
  const maps = mapsOf(plan, permutations);
  work.add({
    groups: groups.map((group, index) => {
      const { units, fixed } = fixedPoints(group, permutations[index]);
      return { name: group.name, units, fixed };
    }),
  });
  await checkFunction(work, maps, permutations);
  await compareLayers(work, maps);
  await interpolate(work, maps);
  await writeNetworks(work, maps);
  await writeText(context, b.name, writePermutations(plan.specification, permutations, sweeps));
  work.add({ done: true });
  noticeResult(context, report);
  return finalReport(report);
}

interface AllMatched {
  readonly permutations: readonly Permutation[];
  /** The names in the order of each sweep, one component after another. */
  readonly sweeps: readonly (readonly string[])[];
}

async function matchAll({ plan, pair, files, settings, context, progress, add }: Work): Promise<AllMatched> {
  const { specification, components } = plan;
  const permutations = specification.groups.map(identityOf);
  const objectives: (readonly number[])[] = [];
  const sweeps: string[][] = [];
  let gap = 0;
  const items = components.map(
    (groups): MatchItem => ({
      files,
      specification,
      groups,
      tensors: tensorsOn(plan, pair, groups),
      seed: settings.seed,
      sweeps: settings.sweeps,
      widest: settings.widest,
    }),
  );
  const take = (matched: Matched, index: number): void => {
    for (const group of components[index]) permutations[group] = matched.permutations[group];
    objectives.push(matched.objective);
    for (const order of matched.orders)
      sweeps.push(order.map((at) => specification.groups[components[index][at]].name));
    gap += matched.gap;
    add({ objective: joined(objectives), gap });
    const name = specification.groups[components[index][0]].name;
    progress(step.match, index + 1, items.length, `${name}, ${matched.objective.length - 1} sweeps`);
  };
  // One component is matched here, where its sweeps can be followed; many are shared out.
  if (items.length === 1) {
    let seen = 0;
    const matched = await matchComponent(items[0], { openCheckpoint: opened(pair) }, async (sweep) => {
      seen++;
      progress(step.match, seen, seen + 4 * items[0].groups.length, `sweep ${sweep + 1}`);
      await new Promise((resolve) => setTimeout(resolve, 0));
      throwIfCancelled(context.signal);
    });
    take(matched, 0);
  } else {
    await context.map<MatchItem, Matched>('match', items, take);
  }
  return { permutations, sweeps };
}

/** The checkpoints of the run, by their references. */
function opened({ a, b }: Pair): typeof openCheckpoint {
  return async (references) => {
    const found = [a, b].find((checkpoint) => checkpoint.references === references);
    return found ?? openCheckpoint(references);
  };
}

/** The objectives of all components together, each as it ended once it has. */
function joined(objectives: readonly (readonly number[])[]): number[] {
  const sweeps = Math.max(0, ...objectives.map(({ length }) => length));
  return Array.from({ length: sweeps }, (_, sweep) =>
    objectives.reduce((sum, values) => sum + values[Math.min(sweep, values.length - 1)], 0),
  );
}

/** For each tensor with an axis that moves, the order on each axis. */
function mapsOf({ specification: { groups, axes } }: Plan, permutations: readonly Permutation[]): Maps {
  const all = Object.entries(axes).map(
    ([tensor, list]) => [tensor, list.map((axis) => mapOf(axis, groups, permutations))] as const,
  );
  return Object.fromEntries(all.filter(([, maps]) => maps.some((map) => map !== null)));
}

/** @throws IntegrityError or InputError if the new order changes what the network computes */
async function checkFunction(work: Work, maps: Maps, permutations: readonly Permutation[]): Promise<void> {
  const { plan, pair, files, settings, context } = work;
  const { groups, axes } = plan.specification;
  const items = plan.pieces.map((piece): CheckItem => {
    const names = new Set(tensorsOf(piece));
    const tensors = pair.floats.map(({ models }) => models[0]).filter(({ name }) => names.has(name));
    const stream = piece.kind === 'block' ? mapOf(axes[piece.stream]?.[0] ?? null, groups, permutations) : null;
    const some = Object.fromEntries(Object.entries(maps).filter(([name]) => names.has(name)));
    return { files, piece, tensors, maps: some, stream, seed: settings.seed };
  });
  let worst = 0;
  await context.map<CheckItem, number>('check', items, (difference, index) => {
    if (!(difference <= allowedDifference))
      throw functionChanged(items[index].piece, difference, settings, pair.b.name);
    worst = Math.max(worst, difference);
    work.progress(step.check, index + 1, items.length, items[index].piece.title);
  });
  if (items.length > 0) work.add({ checked: { pieces: items.length, difference: worst } });
}

function functionChanged(piece: Piece, difference: number, { specification }: Settings, file: string): Error {
  const where = { file, part: piece.title, difference };
  const message = `In the new order the ${piece.title} of ${file} computes something else: its outputs differ by ${difference.toPrecision(2)} of the largest.`;
  if (specification.trim() === '') return new IntegrityError('matching/function-changed', message, { where });
  return new InputError('matching/function-changed', message, {
    hint: 'An axis is missing in the specification, or has the wrong permutation: every axis on which the units lie must be named.',
    where: { ...where, setting: 'specification' },
  });
}

async function interpolate(work: Work, maps: Maps): Promise<void> {
  const { plan, pair, files, context } = work;
  const trial = trialOf(plan.pieces, pair);
  if (trial === null) return;
  const names = new Set(tensorsOf(trial.piece));
  const tensors = pair.floats.filter(({ base }) => names.has(base.name));
  const items = lambdas.map((lambda): CurveItem => ({ files, ...trial, tensors, maps, lambda }));
  const found: CurvePoint[] = [];
  await context.map<CurveItem, CurvePoint>('curve', items, (point, index) => {
    found.push(point);
    const [before, after] = [found.map((one) => one.before), found.map((one) => one.after)];
    work.add({ curve: { examples: testPatterns, lambdas, before, after } });
    work.progress(step.interpolate, index + 1, items.length, `λ ${lambdas[index].toFixed(2)}`);
  });
}
