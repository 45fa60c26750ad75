import type { MergeReport } from '../../checkpoints/merge-report.ts';
import type { RunContext } from '../../method.ts';
import type { MergePlan } from './plan/plan-recipe.ts';

/**
 * A context that reports progress by the bytes that were written, where all a plan does is to pass tensors on: the engine
 * counts what it merges.
 */
export function watchWriting(
  context: RunContext<MergeReport>,
  { jobs, bytes }: Pick<MergePlan, 'jobs' | 'bytes'>,
): RunContext<MergeReport> {
  if (jobs.some(({ kind }) => kind === 'merge')) return context;
  let written = 0;
  return {
    ...context,
    progress: () => {},
    async output(port, name) {
      const sink = await context.output(port, name);
      return {
        ...sink,
        async write(piece, at) {
          await sink.write(piece, at);
          written += piece.byteLength;
          context.progress({ step: 2, share: Math.min(0.999, written / bytes), detail: name });
        },
      };
    },
  };
}
