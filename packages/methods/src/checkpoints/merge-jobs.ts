import type { Checkpoint } from '@offprint/files';
import type { Json } from '../json.ts';
import type { RunContext } from '../method.ts';
import { runsOf } from './chunks.ts';
import { groupJobs, type JobChunk, type JobGroup } from './job-chunks.ts';
import type { JobItem, JobResult } from './job-tasks.ts';
import { elementsOf, type Job, type MergeJob } from './jobs.ts';
import type { MergeReport } from './merge-report.ts';
import { createMergeTally, type MergeTally, type TallyState } from './merge-tally.ts';
import { type JobFiles, roomForJobs } from './operands.ts';
import { layOutShards, type OutputFiles, type OutputShard, openOutputFiles } from './output-files.ts';
import type { Rule } from './rule.ts';
import { findRule } from './rules.ts';
import type { Rounding } from './tensors.ts';
import type { Room } from './workspace.ts';

export { merge as mergeTask } from './job-tasks.ts';

export interface MergeRequest {
  readonly jobs: readonly Job[];
  readonly checkpoints: readonly Checkpoint[];
  /** What statistics are of. Under `model` all jobs have one rule and one set of parameters. */
  readonly scope: 'tensor' | 'model';
  readonly rounding: Rounding;
  /** Without shards nothing is written: only the report is wanted. */
  readonly shards: readonly OutputShard[];
  /** The port that the files belong to. */
  readonly port: string;
  /** Names of the models in reports, as many as the jobs have at most. */
  readonly models: readonly string[];
  readonly reference: MergeReport['reference'];
  /** Indices of the steps in which groups are measured, merged, and the rest is written. */
  readonly steps: { readonly measure: number; readonly merge: number; readonly write: number };
  /** Elements of a chunk; the bytes do not depend on it. Default: as many as are good. */
  readonly elementsOfChunk?: number;
}

/** What a journal keeps of a run: how many groups are merged, and what they reported. */
interface Milestone {
  readonly groups: number;
  readonly tally: TallyState;
}

/** Bytes between two entries of the journal: an entry waits for the disk. */
const bytesBetweenEntries = 2 ** 25;
/** Reports on the way are made at most so often over a run. */
const partialReports = 100;

/**
 * Merges by rules, streaming: every chunk is read, measured if need be, merged and written, in the order of the output.
 * The bytes do not depend on threads or chunks. Memory is a few chunks a thread. O(elements · models) a pass.
 *
 * A run whose context has a journal writes down what is finished, and a later run goes on from there.
 * @throws InputError `merge/not-finite`, `merge/overflow`, and what rules refuse
 */
export async function mergeJobs(request: MergeRequest, context: RunContext<MergeReport>): Promise<MergeReport> {
  const { jobs, checkpoints, scope } = request;
  const layout = layOutShards(jobs, request.shards);
  const writes = request.shards.length > 0;
  const groups = groupJobs(jobs, writes ? layout.order : [...jobs.keys()], scope, request.elementsOfChunk);
  const mergeOnly = jobs.map((job) => (job.kind === 'merge' ? job : undefined));
  const earlier = lastMilestone(context.journal?.entries ?? [], groups.length);
  const tally = createMergeTally(
    {
      tensors: new Map(
        mergeOnly.flatMap((job, index) =>
          job === undefined ? [] : [[index, { name: job.name, elements: elementsOf(job) }] as const],
        ),
      ),
      models: request.models,
      reference: request.reference,
      copied: jobs.filter(({ kind }) => kind === 'copy').map(({ name }) => name),
    },
    earlier?.tally,
  );
  const done = earlier?.groups ?? 0;
  const rest = groups.slice(done);
  const file = openOutputFiles({
    layout,
    jobs,
    checkpoints,
    open: (name) => context.output(request.port, name),
    signal: context.signal,
    resumeAt: lastJob(groups.slice(0, done)),
  });
  const work: Work = {
    request,
    jobs: mergeOnly,
    files: { references: checkpoints.map(({ references }) => references), names: checkpoints.map(({ name }) => name) },
    room: roomForJobs(
      groups.flatMap(({ chunks }) => chunks),
      mergeOnly,
    ),
    file,
    tally,
    context,
    meter: createMeter(groups, done, request, tally, context),
    finished: { groups: done, bytes: 0 },
  };
  for (const together of runsOf(rest)) {
    if (together.length === 1 && together[0].chunks.length > 1) await mergeGroup(together[0], work);
    else await mergeWholeChunks(together, work);
  }
  context.progress({ step: request.steps.write, share: 1, detail: 'the last tensors', partial: tally.report() });
  await file.finish();
  return tally.report();
}

interface Work {
  readonly request: MergeRequest;
  readonly jobs: readonly (MergeJob | undefined)[];
  readonly files: JobFiles;
  readonly room: Room;
  readonly file: OutputFiles;
  readonly tally: MergeTally;
  readonly context: RunContext<MergeReport>;
  readonly meter: Meter;
  /** Groups merged, and bytes written when the journal had its last entry. */
  readonly finished: { groups: number; bytes: number };
}

function lastMilestone(entries: readonly Json[], groups: number): Milestone | undefined {
  // Entries of this run's own journal, which the runner has checked against its settings and inputs.
  const last = entries.at(-1) as unknown as Milestone | undefined;
  return last !== undefined && last.groups <= groups ? last : undefined;
}

/** The job that these groups end with. */
function lastJob(groups: readonly JobGroup[]): number | null {
  return groups.at(-1)?.chunks.at(-1)?.segments.at(-1)?.job ?? null;
}

function itemOf(chunk: JobChunk, group: JobGroup, work: Work, rest: Pick<JobItem, 'found' | 'pass'>): JobItem {
  const jobs: (MergeJob | undefined)[] = [];
  for (const { job } of chunk.segments) jobs[job] = work.jobs[job];
  const [{ job: first }] = group.chunks[0].segments;
  return {
    chunk,
    jobs,
    files: work.files,
    room: work.room,
    rounding: work.request.rounding,
    group: {
      elements: group.elements,
      models: work.jobs[first]?.models.length ?? 0,
      name: work.jobs[first]?.name ?? '',
    },
    ...rest,
  };
}

async function ruleOf(group: JobGroup, { jobs }: Work): Promise<Rule> {
  const [{ job }] = group.chunks[0].segments;
  return findRule(jobs[job]?.rule ?? '');
}

/** Groups that lie in one chunk each: read once, measured and merged by one task. */
async function mergeWholeChunks(groups: readonly JobGroup[], work: Work): Promise<void> {
  const rules = await Promise.all(groups.map((group) => ruleOf(group, work)));
  const items = groups.map((group, index) =>
    itemOf(group.chunks[0], group, work, { found: rules[index].nothing, pass: 'all' }),
  );
  await work.context.map<JobItem, JobResult>('merge', items, async (result, index) => {
    const [chunk] = groups[index].chunks;
    await take(chunk, result, work);
    addDetails(groups[index], rules[index], result.measured, work);
    work.meter.advance(chunk, work.request.steps.merge, 1);
    await groupDone(work);
  });
}

/** A group of several chunks: measured as often as its rule needs, then merged. */
async function mergeGroup(group: JobGroup, work: Work): Promise<void> {
  const { context, request, meter } = work;
  const rule = await ruleOf(group, work);
  const { group: size, jobs } = itemOf(group.chunks[0], group, work, { found: null, pass: null });
  const { parameters } = jobs[group.chunks[0].segments[0].job] ?? {};
  const passes = [...rule.passes.entries()].filter(([, pass]) => pass.needed?.(parameters) !== false);
  const share = 1 / (passes.length + 1);
  let found = rule.nothing;
  for (const [index, pass] of passes) {
    let total = pass.start(size.models, parameters, found);
    const items = group.chunks.map((chunk) => itemOf(chunk, group, work, { found, pass: index }));
    await context.map<JobItem, JobResult>('merge', items, ({ measured }, at) => {
      total = pass.join(total, measured);
      meter.advance(group.chunks[at], request.steps.measure, share);
    });
    found = pass.finish(total, size, parameters, found);
  }
  const items = group.chunks.map((chunk, at) =>
    itemOf(chunk, group, work, { found: rule.forChunk?.(found, at) ?? found, pass: null }),
  );
  await context.map<JobItem, JobResult>('merge', items, async (result, at) => {
    await take(group.chunks[at], result, work);
    meter.advance(group.chunks[at], request.steps.merge, share);
  });
  addDetails(group, rule, found, work);
  await groupDone(work);
}

async function take(chunk: JobChunk, { pieces, bytes }: JobResult, { tally, file, request }: Work): Promise<void> {
  for (const piece of pieces) tally.add(piece);
  if (bytes !== null && request.shards.length > 0) await file.write(chunk, bytes);
}

function addDetails(group: JobGroup, rule: Rule, found: unknown, { jobs, tally, request }: Work): void {
  const [{ job: first }] = group.chunks[0].segments;
  if (request.scope === 'model') tally.addTotals(rule.totals?.(found, jobs[first]?.parameters) ?? {});
  for (const index of new Set(group.chunks.flatMap(({ segments }) => segments.map(({ job }) => job)))) {
    const job = jobs[index];
    if (job !== undefined) tally.addDetails(index, rule.details?.(found, job.parameters, job.name) ?? {});
  }
}

async function groupDone({ finished, file, context, tally }: Work): Promise<void> {
  finished.groups++;
  if (context.journal === undefined || file.written() - finished.bytes < bytesBetweenEntries) return;
  finished.bytes = file.written();
  const milestone: Milestone = { groups: finished.groups, tally: tally.state() };
  // A tally's state is plain numbers, names and lists.
  await context.journal.append(milestone as unknown as Json);
}

interface Meter {
  /** So much of what the chunk costs is done. */
  advance(chunk: JobChunk, step: number, share: number): void;
}

function createMeter(
  groups: readonly JobGroup[],
  groupsDone: number,
  { jobs }: MergeRequest,
  tally: MergeTally,
  context: RunContext<MergeReport>,
): Meter {
  const sum = (some: readonly JobGroup[]): number => some.reduce((total, { elements }) => total + elements, 0);
  const elements = sum(groups);
  const tensors = jobs.filter(({ kind }) => kind === 'merge').length;
  const numbers = new Map<number, number>();
  for (const { job } of groups.flatMap(({ chunks }) => chunks.flatMap(({ segments }) => segments))) {
    if (!numbers.has(job)) numbers.set(job, numbers.size + 1);
  }
  let done = sum(groups.slice(0, groupsDone));
  let reported = -1;
  return {
    advance(chunk, step, share) {
      done += chunk.elements * share;
      const total = Math.min(1, done / elements);
      const { job } = chunk.segments[chunk.segments.length - 1];
      const due = Math.floor(total * partialReports) > reported;
      if (due) reported = Math.floor(total * partialReports);
      context.progress({
        step,
        share: total,
        detail: `tensor ${numbers.get(job)} of ${tensors} ${jobs[job].name}`,
        ...(due ? { partial: tally.report() } : {}),
      });
    },
  };
}
