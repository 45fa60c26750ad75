import { InputError, IntegrityError, throwIfCancelled } from '@offprint/errors';
import { type Checkpoint, openCheckpoint, planSafetensors } from '@offprint/files';
import { nameWithSuffix, type Report, type RunContext } from '../../method.ts';
import { type Alignment, sidesOf, vectorsOf } from './alignment.ts';
import { allowedDifference, type Maps } from './check-piece.ts';
import { type CurveItem, type CurvePoint, curveTask, lambdas, testPatterns, trialOf } from './curve-task.ts';
import type { Matched } from './match.ts';
import { type Piece, tensorsOf } from './networks/network.ts';
import { noticePlan, noticeResult } from './notices.ts';
import { fixedPoints, identityOf, mapOf, type Permutation } from './permutation.ts';
import { type Files, type Pair, type Plan, pairOf, planOf, type Settings, tensorsOn } from './plan.ts';
import { finalReport, type MatchingReport } from './report.ts';
import {
  type AlignItem,
  type CheckItem,
  type MatchItem,
  matchComponent,
  matchingTasks,
  piecesOf,
  type WriteItem,
  type Written,
} from './tasks.ts';

export interface Inputs extends Settings {
  readonly a: Checkpoint;
  readonly b: Checkpoint;
}

export const tasks = { ...matchingTasks, curve: curveTask };

const step = { headers: 0, match: 1, check: 2, compare: 3, interpolate: 4, write: 5 } as const;
/** The share of the whole that is done when a step begins. */
const begins = [0, 0.01, 0.6, 0.7, 0.8, 0.9] as const;

interface Work {
  readonly plan: Plan;
  readonly pair: Pair;
  readonly files: Files;
  readonly settings: Settings;
  readonly context: RunContext<MatchingReport>;
  /** Says how much of a step is done, and what is known. */
  progress(current: number, done: number, of: number, detail: string): void;
  /** Adds to the report. */
  add(found: Partial<MatchingReport>): void;
}

/** Weight matching of two checkpoints; the bytes do not depend on the number of threads. */
export async function run(inputs: Inputs, context: RunContext<MatchingReport>): Promise<Report<MatchingReport>> {
  const { a, b } = inputs;
  const pair = pairOf(a, b);
  const plan = planOf(pair, inputs, null);
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
  const permutations = await matchAll(work);
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
  await write(work, maps);
  work.add({ done: true });
  noticeResult(context, report);
  return finalReport(report);
}

async function matchAll({ plan, pair, files, settings, context, progress, add }: Work): Promise<Permutation[]> {
  const { specification, components } = plan;
  const permutations = specification.groups.map(identityOf);
  const objectives: (readonly number[])[] = [];
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
  return permutations;
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

/** Larger layers do not fit beside each other into memory as float64. */
const largestLayer = 2 ** 26;
/** Most layers whose singular vectors are compared, spread evenly over the network. */
const mostLayers = 12;

async function compareLayers(work: Work, maps: Maps): Promise<void> {
  const { plan, pair, files, settings, context } = work;
  const { axes } = plan.specification;
  const all = pair.floats.flatMap((tensor): AlignItem[] => {
    const { name, shape } = tensor.base;
    const list = axes[name] ?? [];
    if (shape.length < 2 || list.every((axis) => axis === null)) return [];
    const split = list[0] !== null || list[1] !== null ? 1 : shape.length - 1;
    return [{ files, tensor, matrix: { shape, split }, maps: maps[name] ?? shape.map(() => null) }];
  });
  const fitting = all.filter(({ tensor }) => tensor.base.elements <= largestLayer);
  const stride = Math.max(1, fitting.length / mostLayers);
  const items = fitting.filter((_, index) => Math.floor(index / stride) !== Math.floor((index - 1) / stride));
  const found: Alignment[] = [];
  await context.map<AlignItem, Alignment>('align', items, (alignment, index) => {
    found.push(alignment);
    work.progress(step.compare, index + 1, items.length, items[index].tensor.base.name);
  });
  work.add({
    layers: items.map(({ tensor, matrix }, index) => {
      const [rows, columns] = sidesOf(matrix);
      const { large, before, after } = found[index];
      return { tensor: tensor.base.name, rows, columns, vectors: vectorsOf(matrix), large, before, after };
    }),
    layersSkipped: all.length - items.length,
    picture: pictureOf(items, found, settings.layer),
  });
}

/** The matrices of the layer asked for, or of the one whose vectors came closest. */
function pictureOf(
  items: readonly AlignItem[],
  found: readonly Alignment[],
  wanted: string,
): MatchingReport['picture'] {
  const names = items.map(({ tensor }) => tensor.base.name);
  if (wanted !== '' && !names.includes(wanted)) {
    throw new InputError('matching/layer', `The singular vectors of “${wanted}” were not compared.`, {
      hint: names.length === 0 ? 'Leave the setting layer empty.' : `Choose one of ${names.join(', ')}.`,
      where: { setting: 'layer' },
    });
  }
  const gain = ({ before, after }: Alignment): number => after - before;
  const best = found.reduce((most, one, index) => (gain(one) > gain(found[most]) ? index : most), 0);
  const index = wanted === '' ? best : names.indexOf(wanted);
  if (found.length === 0) return null;
  const { side, before, after } = found[index].pictures;
  return { tensor: names[index], side, before: [...before], after: [...after] };
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

async function write(work: Work, maps: Maps): Promise<void> {
  const { pair, files, settings, context } = work;
  const { a, b } = pair;
  const floats = new Map(pair.floats.map((tensor) => [tensor.base.name, tensor] as const));
  const [ofA, ofB] = [a, b].map((checkpoint) => planSafetensors([...checkpoint.tensors.values()], checkpoint.metadata));
  const orderOf = (plan: typeof ofA): string[] =>
    [...plan.at].sort(([, one], [, other]) => one - other).map(([name]) => name);
  const sameOrder = String(orderOf(ofA)) === String(orderOf(ofB));
  const squares = { before: 0, after: 0, a: 0, b: 0 };
  const outputs = {
    matched: {
      plan: ofB,
      entries: b.tensors,
      sink: await context.output('matched', nameWithSuffix(b.name, '-matched')),
    },
    merged: { plan: ofA, entries: a.tensors, sink: await context.output('merged', nameWithSuffix(a.name, '-merged')) },
  };
  for (const { sink, plan } of Object.values(outputs)) await sink.write(plan.header, 0);
  // Where the number formats differ, so does the order of the tensors: then one file is written after the other.
  const passes = sameOrder
    ? [{ matched: true, merged: true }]
    : [
        { matched: true, merged: false },
        { matched: false, merged: true },
      ];
  for (const [pass, wanted] of passes.entries()) {
    const items = orderOf(wanted.merged ? ofA : ofB).flatMap((name) => itemsFor(name, wanted));
    await context.map<WriteItem, Written>('write', items, async (written, index) => {
      const { entries, rows } = items[index];
      for (const port of ['matched', 'merged'] as const) {
        const bytes = written[port];
        const { plan, sink } = outputs[port];
        const entry = entries[port === 'matched' ? 1 : 0];
        const start = rows === null ? 0 : (rows.from * entry.bytes) / (entry.shape[0] ?? 1);
        if (bytes !== null) await sink.write(bytes, (plan.at.get(entry.name) ?? 0) + start);
      }
      if (wanted.merged) {
        for (const key of ['before', 'after', 'a', 'b'] as const) squares[key] += written.squares[key];
      }
      work.progress(step.write, pass * items.length + index + 1, passes.length * items.length, entries[0].name);
    });
  }
  const { before, after, a: normA, b: normB } = squares;
  const root = Math.sqrt;
  work.add({ distance: { before: root(before), after: root(after), a: root(normA), b: root(normB) } });

  function itemsFor(name: string, wanted: WriteItem['wanted']): WriteItem[] {
    const [one, other] = [a.tensors.get(name), b.tensors.get(name)];
    if (one === undefined || other === undefined) return [];
    const isFloat = floats.has(name);
    const own = maps[name] ?? null;
    return piecesOf(one, own).map((rows) => ({
      files,
      entries: [one, other],
      isFloat,
      maps: own,
      lambda: settings.lambda,
      rows,
      wanted,
    }));
  }
}
