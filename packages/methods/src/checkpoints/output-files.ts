import { throwIfCancelled } from '@offprint/errors';
import { type ByteSink, type Checkpoint, planSafetensors, type SafetensorsPlan } from '@offprint/files';
import { copyTensor } from './contents.ts';
import type { JobChunk } from './job-chunks.ts';
import type { Job } from './jobs.ts';
import { bytesOf } from './tensors.ts';

/** A file of the output: the jobs that stand in it. */
export interface OutputShard {
  readonly name: string;
  /** Indices of jobs, in any order. */
  readonly jobs: readonly number[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Where everything stands in the files of the output. */
export interface OutputLayout {
  /** Indices of all jobs in the order of their bytes, shard after shard. */
  readonly order: readonly number[];
  /** Shard and absolute offset of each job. */
  readonly places: readonly Place[];
  readonly plans: readonly SafetensorsPlan[];
  readonly shards: readonly OutputShard[];
}

export interface Place {
  readonly shard: number;
  readonly at: number;
}

export function layOutShards(jobs: readonly Job[], shards: readonly OutputShard[]): OutputLayout {
  const places: Place[] = [];
  const plans = shards.map(({ jobs: members, metadata }, shard) => {
    const plan = planSafetensors(
      members.map((index) => {
        const job = jobs[index];
        if (job.kind === 'merge') return { name: job.name, dtype: job.dtype, shape: job.shape };
        return { name: job.name, dtype: job.entry.dtype, shape: job.entry.shape };
      }),
      metadata,
    );
    for (const index of members) places[index] = { shard, at: plan.at.get(jobs[index].name) ?? 0 };
    return plan;
  });
  const order = shards.flatMap(({ jobs: members }) =>
    members.toSorted((a, b) => places[a].at - places[b].at || (jobs[a].name < jobs[b].name ? -1 : 1)),
  );
  return { order, places, plans, shards };
}

/** Writes the files of the output from the first byte to the last. */
export interface OutputFiles {
  /** The merged bytes of the next chunk, its segments one after another. */
  write(chunk: JobChunk, merged: Uint8Array): Promise<void>;
  /** What is left: copies behind the last merged tensor, and files without one. */
  finish(): Promise<void>;
  /** How many bytes were written. */
  written(): number;
}

export interface OutputRequest {
  readonly layout: OutputLayout;
  readonly jobs: readonly Job[];
  readonly checkpoints: readonly Checkpoint[];
  open(name: string): Promise<ByteSink>;
  readonly signal: AbortSignal;
  /** The last job that an earlier run merged: all up to its end is written. Null at a fresh start. */
  readonly resumeAt: number | null;
}

/** A step of writing: the header of a shard, or a copied tensor. */
interface Piece {
  readonly shard: number;
  readonly at: number;
  write(sink: ByteSink): Promise<number>;
}

export function openOutputFiles(request: OutputRequest): OutputFiles {
  const { layout, jobs, checkpoints, signal } = request;
  const sinks = new Map<number, Promise<ByteSink>>();
  const sinkOf = (shard: number): Promise<ByteSink> => {
    const open = sinks.get(shard) ?? request.open(layout.shards[shard].name);
    sinks.set(shard, open);
    return open;
  };
  const headers = layout.plans.map(
    ({ header }, shard): Piece => ({
      shard,
      at: 0,
      async write(sink) {
        await sink.write(header, 0);
        return header.byteLength;
      },
    }),
  );
  const copies = layout.order.flatMap((index): Piece[] => {
    const job = jobs[index];
    if (job.kind !== 'copy') return [];
    const { shard, at } = layout.places[index];
    return [
      {
        shard,
        at,
        async write(sink) {
          await copyTensor(checkpoints[job.file], job.entry, sink, at, signal);
          return job.entry.bytes;
        },
      },
    ];
  });
  const before = (a: Place, b: Place): boolean => a.shard < b.shard || (a.shard === b.shard && a.at < b.at);
  const resume = request.resumeAt === null ? null : layout.places[request.resumeAt];
  const waiting = [...headers, ...copies]
    .sort((a, b) => a.shard - b.shard || a.at - b.at)
    .filter((piece) => resume === null || !before(piece, resume));
  let bytes = 0;
  const catchUp = async (place: Place): Promise<void> => {
    while (waiting.length > 0 && before(waiting[0], place)) {
      throwIfCancelled(signal);
      const [piece] = waiting.splice(0, 1);
      bytes += await piece.write(await sinkOf(piece.shard));
    }
  };
  const placeOf = ({ job, from }: JobChunk['segments'][number]): Place => {
    const { shard, at } = layout.places[job];
    const { dtype } = asMerge(jobs[job]);
    return { shard, at: at + from * bytesOf[dtype] };
  };
  return {
    async write({ segments }, merged) {
      let done = 0;
      for (let first = 0; first < segments.length; ) {
        const start = placeOf(segments[first]);
        let end = start.at;
        let next = first;
        for (; next < segments.length; next++) {
          const place = placeOf(segments[next]);
          if (place.shard !== start.shard || place.at !== end) break;
          end += segments[next].count * bytesOf[asMerge(jobs[segments[next].job]).dtype];
        }
        await catchUp(start);
        const sink = await sinkOf(start.shard);
        await sink.write(merged.subarray(done, done + end - start.at), start.at);
        done += end - start.at;
        bytes += end - start.at;
        first = next;
      }
    },
    async finish() {
      await catchUp({ shard: layout.shards.length, at: 0 });
      for (const shard of layout.shards.keys()) await sinkOf(shard);
    },
    written: () => bytes,
  };
}

function asMerge(job: Job): Extract<Job, { kind: 'merge' }> {
  if (job.kind !== 'merge') throw new RangeError(`The tensor ${job.name} is copied, not merged.`);
  return job;
}
