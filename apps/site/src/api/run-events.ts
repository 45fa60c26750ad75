import { type Receipt, type RunProgress, type RunResult, receiptSchema } from '@offprint/methods';
import { z } from 'zod';

/** First event of a run. */
export const acceptedSchema = z.object({
  id: z.string().describe('Names the run in /api/runs/{id}.'),
  method: z.string(),
});

/** Sent while it runs, ten times a second at most. */
export const progressSchema = z.object({
  step: z.int().describe('Index into `steps`.'),
  steps: z.array(z.string()),
  stepSeconds: z.array(z.number()).describe('Seconds spent in each step so far.'),
  share: z.number().min(0).max(1).describe('How much of the whole run is done.'),
  detail: z.string(),
  secondsLeft: z.number().nullable().describe('Null as long as it would be a guess.'),
});

/** Last event of a run that succeeded. */
export const resultSchema = z.object({
  id: z.string(),
  outputs: z.record(
    z.string(),
    z.object({ name: z.string(), size: z.int(), sha256: z.string(), href: z.string().describe('Where to get it.') }),
  ),
  report: z.object({
    numbers: z.array(
      z.object({
        label: z.string(),
        value: z.number(),
        unit: z.string().optional(),
        digits: z.int().optional().describe('Decimals to show.'),
      }),
    ),
    data: z.unknown().describe('What the figure of the method is drawn from.'),
  }),
  notices: z.array(z.object({ code: z.string(), message: z.string() })),
  receipt: receiptSchema.describe('Save it as a file to replay the run with `offprint replay`.'),
});

/** Progress without the partial report, which only a page that draws has a use for. */
export function progressView({ partial: _, ...progress }: RunProgress): unknown {
  return progress;
}

/** A result without the places on the server's disk. */
export function resultView(id: string, { outputs, report, notices, receipt }: RunResult): unknown {
  const files = Object.entries(outputs).map(([port, { name, size, sha256 }]) => [
    port,
    { name, size, sha256, href: `/api/runs/${id}/outputs/${port.split('/').map(encodeURIComponent).join('/')}` },
  ]);
  return { id, outputs: Object.fromEntries(files), report, notices, receipt: withoutPaths(receipt) };
}

function withoutPaths(receipt: Receipt): Receipt {
  const inputs = Object.entries(receipt.inputs).map(([port, files]) => [
    port,
    files.map(({ path: _, ...file }) => file),
  ]);
  return { ...receipt, inputs: Object.fromEntries(inputs) };
}
