import { chunkLength } from './chunks.ts';
import { elementsOf, type Job, type MergeJob, operandsOf } from './jobs.ts';
import { bytesOf } from './tensors.ts';

/** A run of elements of one job's tensor. */
export interface JobSegment {
  /** Index of the job. */
  readonly job: number;
  readonly from: number;
  readonly count: number;
}

export interface JobChunk {
  readonly segments: readonly JobSegment[];
  readonly elements: number;
}

/** Jobs that share their statistics, cut into pieces of work. */
export interface JobGroup {
  readonly chunks: readonly JobChunk[];
  readonly elements: number;
}

/** How many elements a chunk may have. Depends on the jobs alone, never on the machine. */
export function elementsOfChunk(jobs: readonly MergeJob[]): number {
  const elements = jobs.reduce((sum, job) => sum + elementsOf(job), 0);
  const bytesAnElement = jobs.reduce(
    (most, job) =>
      Math.max(
        most,
        operandsOf(job).reduce((sum, { entry }) => sum + bytesOf[entry.dtype], 0),
      ),
    1,
  );
  return chunkLength(elements, bytesAnElement);
}

function cut(jobs: readonly { readonly index: number; readonly elements: number }[], most: number): JobChunk[] {
  const chunks: JobChunk[] = [];
  let segments: JobSegment[] = [];
  let elements = 0;
  const close = (): void => {
    if (segments.length > 0) chunks.push({ segments, elements });
    segments = [];
    elements = 0;
  };
  for (const job of jobs) {
    for (let from = 0; from < job.elements; ) {
      const count = Math.min(job.elements - from, most - elements);
      segments.push({ job: job.index, from, count });
      from += count;
      elements += count;
      if (elements === most) close();
    }
  }
  close();
  return chunks;
}

/**
 * Cuts jobs into groups and chunks, in the order given. Copies and tensors without elements have no part.
 * @param order indices of jobs, as their bytes stand in the output
 * @param scope whether statistics are of a tensor or of all of the model; under `model` all jobs have the same rule
 */
export function groupJobs(
  jobs: readonly Job[],
  order: readonly number[],
  scope: 'tensor' | 'model',
  most: number = elementsOfChunk(jobs.filter((job) => job.kind === 'merge')),
): JobGroup[] {
  const full = order.flatMap((index) => {
    const job = jobs[index];
    const elements = job.kind === 'merge' ? elementsOf(job) : 0;
    return elements > 0 ? [{ index, elements }] : [];
  });
  if (full.length === 0) return [];
  const together = scope === 'model' ? [full] : full.map((job) => [job]);
  return together.map((members) => ({
    chunks: cut(members, most),
    elements: members.reduce((sum, { elements }) => sum + elements, 0),
  }));
}
