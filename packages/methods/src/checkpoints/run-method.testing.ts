import { openCheckpoint } from '@offprint/files';
import type { Notice, Report, RunContext } from '../method.ts';
import type { OpenedFiles } from './compare-streams.ts';
import { inlineContext } from './inline-context.ts';
import type { MergeReport } from './merge-report.ts';
import { mergeTasks } from './merge-with-rule.ts';
import { readTensors, testFile } from './safetensors.testing.ts';

/** Tensors of one file, by their names; each has one axis. */
export type Numbers = Readonly<Record<string, readonly number[]>>;

export interface RunOutcome {
  readonly merged: Numbers;
  readonly name: string;
  readonly report: Report<MergeReport>;
  readonly notices: readonly Notice[];
  /** The codes of the notices. */
  readonly codes: readonly string[];
}

/** Runs a method of merging on small files in float32, in this thread. Without a base the first model stands for it. */
export async function runOn(
  base: Numbers | null,
  models: readonly Numbers[],
  run: (files: OpenedFiles, context: RunContext<MergeReport>) => Promise<Report<MergeReport>>,
): Promise<RunOutcome> {
  const open = async (name: string, numbers: Numbers) => {
    const tensors = Object.entries(numbers).map(([tensor, values]) => ({
      name: tensor,
      shape: [values.length],
      values,
    }));
    return openCheckpoint([await testFile(name, tensors)]);
  };
  const opened = await Promise.all(models.map((model, index) => open(`model-${index + 1}`, model)));
  const inline = inlineContext<MergeReport>(mergeTasks);
  const report = await run(
    { base: base === null ? opened[0] : await open('base', base), models: opened },
    inline.context,
  );
  const [[name, reference]] = await inline.commit();
  return {
    merged: Object.fromEntries(await readTensors(reference)),
    name,
    report,
    notices: inline.notices,
    codes: inline.notices.map(({ code }) => code),
  };
}
