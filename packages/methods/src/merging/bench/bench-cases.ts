import { methods } from '../../registry.ts';
import type { BenchRole } from './bench-files.ts';

/** A run of a registered method on the files of the benchmark. */
export interface BenchCase {
  readonly title: string;
  readonly method: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** What each of its ports is given. */
  readonly ports: Readonly<Record<string, { readonly role: BenchRole; readonly count: number }>>;
  /** Name of the plain computation it is compared with. */
  readonly twin?: string;
  /** Takes minutes, by singular value decompositions: measured once, and only where its method is asked for. */
  readonly slow?: true;
}

const base = { role: 'base', count: 1 } as const;
const models = { role: 'model', count: 3 } as const;

const all: readonly BenchCase[] = [
  { title: 'linear averaging', method: 'linear-averaging', settings: {}, ports: { models }, twin: 'averaging' },
  {
    title: 'task arithmetic, λ 0.4',
    method: 'task-arithmetic',
    settings: { lambda: 0.4 },
    ports: { base, models },
    twin: 'task-arithmetic',
  },
  {
    title: 'task arithmetic, as mergekit rounds',
    method: 'task-arithmetic',
    settings: { lambda: 0.4, profile: 'mergekit' },
    ports: { base, models },
  },
  { title: 'TIES, whole model', method: 'ties-merging', settings: {}, ports: { base, models } },
  {
    title: 'TIES, tensor by tensor',
    method: 'ties-merging',
    settings: { scope: 'tensor' },
    ports: { base, models },
    twin: 'ties',
  },
  {
    title: 'TIES, as mergekit rounds',
    method: 'ties-merging',
    settings: { profile: 'mergekit' },
    ports: { base, models },
  },
  { title: 'DARE, linear', method: 'dare', settings: { lambda: 0.4 }, ports: { base, models }, twin: 'dare' },
  { title: 'DARE, TIES', method: 'dare', settings: { combine: 'ties' }, ports: { base, models } },
  {
    title: 'Breadcrumbs, linear',
    method: 'breadcrumbs',
    settings: { lambda: 0.4 },
    ports: { base, models },
    twin: 'breadcrumbs',
  },
  { title: 'Breadcrumbs, TIES', method: 'breadcrumbs', settings: { combine: 'ties' }, ports: { base, models } },
  {
    title: 'SLERP of two models',
    method: 'slerp',
    settings: {},
    ports: { models: { role: 'model', count: 2 } },
    twin: 'slerp',
  },
  { title: 'Model Stock', method: 'model-stock', settings: {}, ports: { base, models }, twin: 'model-stock' },
  {
    title: 'Fisher merging',
    method: 'fisher-merging',
    settings: {},
    ports: { models, fishers: { role: 'fisher', count: 3 } },
    twin: 'fisher',
  },
  { title: 'PCB-Merging', method: 'pcb-merging', settings: {}, ports: { base, models }, twin: 'pcb' },
  { title: 'OPCM', method: 'opcm', settings: {}, ports: { base, models }, slow: true },
  { title: 'Twin-Merging', method: 'twin-merging', settings: {}, ports: { base, models }, slow: true },
];

/** The cases whose method is registered and has those ports: the quick ones, or all those of one method. */
export function benchCases(only?: string): readonly BenchCase[] {
  return all.filter(({ method, ports, slow }) => {
    const files = methods.get(method)?.files ?? {};
    return Object.keys(ports).every((port) => port in files) && (only === undefined ? slow !== true : only === method);
  });
}

/** How many files a case reads. */
export function filesOf({ ports }: BenchCase): number {
  return Object.values(ports).reduce((sum, { count }) => sum + count, 0);
}
