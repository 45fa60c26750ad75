import type { RunContext } from '../../method.ts';
import type { Pair, Plan } from './plan.ts';
import type { MatchingReport } from './report.ts';

type Notify = Pick<RunContext, 'notice'>;

/** What a reader should know before anything is matched. */
export function noticePlan(context: Notify, plan: Plan, pair: Pair): void {
  const { network, pieces, left, specification } = plan;
  for (const note of network?.notes ?? []) context.notice('matching/left', note);
  if (pieces.length === 0) {
    context.notice(
      'matching/not-checked',
      'The architecture is not known, so nothing checks that the new order computes the same: that rests on the specification.',
    );
  }
  if (left.length > 0) {
    const names = left.map((group) => specification.groups[group].name);
    context.notice('matching/too-wide', `These units keep their order, being too many: ${names.join(', ')}.`);
  }
  if ([...pair.a.tensors.keys()].some((name) => name.endsWith('running_var'))) {
    context.notice(
      'matching/batch-norm',
      'Running statistics move with their channels and are averaged. An averaged network has others, so recompute them on data (a pass over some batches in training mode, or REPAIR) before its accuracy is judged.',
    );
  }
}

/** What a reader should know of the result. */
export function noticeResult(context: Notify, { distance, groups }: MatchingReport): void {
  if (distance?.before === 0)
    context.notice('matching/equal', 'The two networks are equal; there is nothing to match.');
  else if (groups.every(({ units, fixed }) => units === fixed)) {
    context.notice(
      'matching/nothing-moved',
      'No unit found a better place. Networks fine-tuned from one start are in order already; average them as they are.',
    );
  }
}
