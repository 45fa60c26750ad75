import { InternalError } from '@offprint/errors';
import type { Rule } from './rule.ts';

/** Where each rule is, by the name that recipes give it. A rule loads when it is first used. */
const rules: Readonly<Record<string, () => Promise<{ readonly rule: unknown }>>> = {
  linear: () => import('../merging/linear-averaging/rule.ts'),
  task_arithmetic: () => import('../merging/task-arithmetic/rule.ts'),
  dare: () => import('../merging/dare/rule.ts'),
  breadcrumbs: () => import('../merging/breadcrumbs/rule.ts'),
  slerp: () => import('../merging/slerp/rule.ts'),
  model_stock: () => import('../merging/model-stock/rule.ts'),
  ties: () => import('../merging/ties-merging/rule.ts'),
  compare: () => import('../merging/compare-checkpoints/rule.ts'),
  fisher: () => import('../merging/fisher-merging/rule.ts'),
  pcb: () => import('../merging/pcb-merging/rule.ts'),
};

/** The rule of that name. */
export async function findRule(name: string): Promise<Rule> {
  const load = rules[name];
  if (load === undefined) throw new InternalError(`There is no rule called ${name}.`);
  // Jobs carry the parameters of the rule that they name.
  return (await load()).rule as Rule;
}
