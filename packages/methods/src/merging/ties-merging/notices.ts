import type { Group } from '../../checkpoints/chunks.ts';
import type { AlignedTensors } from '../../checkpoints/tensors.ts';
import type { RunContext } from '../../method.ts';
import type { Plan } from './plan.ts';
import type { TiesReport } from './report.ts';
import { keptCount } from './ties.ts';

type Notify = Pick<RunContext, 'notice'>;

const list = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;

/** What a reader should know before anything is merged. */
export function noticeInputs(
  context: Notify,
  plan: Plan,
  { carried }: AlignedTensors,
  tied: readonly (readonly [string, string])[],
  groups: readonly Group[],
): void {
  if (plan.weights.length === 1) {
    context.notice('merge/one-model', 'There is one model: its largest changes are kept and nothing is merged.');
  }
  if (carried.length > 0) {
    const names = carried.map(({ base }) => `${base.name} (${base.dtype})`);
    context.notice(
      'merge/carried-over',
      `Taken from the base as they are, being the same in all files: ${list(names)}.`,
    );
  }
  for (const [one, other] of tied) {
    const share = plan.scope === 'model' ? ', and count twice towards the density' : '';
    context.notice('merge/tied-weights', `${one} and ${other} hold the same numbers in the base${share}.`);
  }
  const small = groups.filter(({ elements }) => keptCount(plan.profile, elements, plan.density) === 0).length;
  if (small > 0) {
    context.notice(
      'ties/too-small',
      `${small === 1 ? 'One tensor is' : `${small} tensors are`} too small for the density ${plan.density} and stay as in the base; mergekit itself stops there.`,
    );
  }
}

/** A kept share this far above the density is worth a word. */
const noticeableExcess = 1.05;

/** What a reader should know of the result. */
export function noticeResult(context: Notify, plan: Plan, report: TiesReport): void {
  for (const { name } of report.models.filter(({ kept }) => kept === 0)) {
    context.notice('merge/identical-model', `${name} changes nothing: after trimming it equals the base.`);
  }
  const limit = noticeableExcess * plan.density * report.parameters + 1;
  const over = plan.ties === 'keep-all' ? report.models.filter(({ kept }) => kept > limit) : [];
  if (over.length > 0) {
    const shares = over.map(({ name, kept }) => `${name} ${((100 * kept) / report.parameters).toFixed(1)} %`);
    context.notice(
      'ties/many-ties',
      `More changes are kept than the density asks for, as many are exactly as large as the smallest kept: ${list(shares)}. Set ties to stable-index to keep no more than it asks for.`,
    );
  }
}
