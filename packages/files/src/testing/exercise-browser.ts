/** What a browser does with this package, told as plain data; runs on a page and in a worker alike. */
import { asOffprintError, type ErrorRecord } from '@offprint/errors';
import { opfsSink } from '../browser.ts';
import { memoryBlobSink, openCheckpoint, openSource, sha256, writeSafetensors } from '../index.ts';

export interface Exercise {
  readonly storage: 'disk' | 'memory';
  readonly committed: readonly number[];
  readonly leftAfterDiscard: readonly string[];
  readonly digest: string;
  readonly tensorFromBlob: readonly number[];
  readonly tensorFromAddress: readonly number[];
  readonly path: ErrorRecord;
  readonly full: ErrorRecord | null;
}

const SIZE = 3 * 1024 * 1024;

/** @param tooLarge Bytes that exceed the quota, or 0 where there is none to exceed. */
export async function exercise(tooLarge: number): Promise<Exercise> {
  const sink = await opfsSink('merged: a/b.safetensors');
  const content = Uint8Array.from({ length: SIZE }, (_, index) => (index * 7) % 256);
  await sink.write(content.subarray(1000), 1000);
  await sink.write(content.subarray(0, 1000), 0);
  const source = await openSource(await sink.commit());
  const sample = new Uint8Array(4);
  await source.readInto(sample, 998);

  const dropped = await opfsSink('dropped.safetensors');
  const before = await filesOf();
  await dropped.write(content, 0);
  await dropped.discard();
  await dropped.discard();
  const leftAfterDiscard = (await filesOf()).filter((name) => !before.includes(name) || name === 'dropped.safetensors');

  return {
    storage: sink.storage,
    committed: [source.size, ...sample],
    leftAfterDiscard,
    digest: await sha256(source),
    tensorFromBlob: await firstTensor({ kind: 'blob', blob: await smallCheckpoint(), name: 'small.safetensors' }),
    tensorFromAddress: await firstTensor({ kind: 'url', url: new URL('/small.safetensors', location.origin).href }),
    path: await refusal(openSource({ kind: 'path', path: '/etc/hostname' })),
    full: tooLarge === 0 ? null : await refusal(fill(tooLarge)),
  };
}

/** Leaves results of 25 and of 23 hours ago, makes a new one, and says what is still there. */
export async function sweep(): Promise<string[]> {
  const root = await navigator.storage.getDirectory();
  const results = await root.getDirectoryHandle('offprint-results', { create: true });
  const hour = 60 * 60 * 1000;
  for (const age of [25, 23]) await results.getDirectoryHandle(`${Date.now() - age * hour}-${age}`, { create: true });
  await (await opfsSink('x.safetensors')).discard();
  const left: string[] = [];
  for await (const name of results.keys()) left.push(name.replace(/^\d+-/, ''));
  return left;
}

async function smallCheckpoint(): Promise<Blob> {
  const sink = memoryBlobSink('small.safetensors');
  await writeSafetensors(sink, [{ name: 'w', dtype: 'U8', shape: [3], bytes: Uint8Array.of(1, 2, 3) }]);
  const reference = await sink.commit();
  if (reference.kind !== 'blob') throw new Error('A blob sink gives a blob.');
  return reference.blob;
}

async function firstTensor(reference: Parameters<typeof openSource>[0]): Promise<number[]> {
  const checkpoint = await openCheckpoint([reference]);
  const [entry] = checkpoint.tensors.values();
  const bytes = new Uint8Array(entry.bytes);
  await checkpoint.read(entry, bytes);
  await checkpoint.close();
  return Array.from(bytes);
}

async function fill(size: number): Promise<void> {
  const sink = await opfsSink('huge.safetensors');
  try {
    await sink.write(new Uint8Array(size), 0);
    await sink.commit();
  } finally {
    await sink.discard();
  }
}

async function refusal(work: Promise<unknown>): Promise<ErrorRecord> {
  try {
    await work;
  } catch (thrown) {
    return asOffprintError(thrown).toJSON();
  }
  throw new Error('It was not refused.');
}

/** The names of all results in the private file system. */
async function filesOf(): Promise<string[]> {
  if (!('storage' in navigator)) return [];
  const root = await navigator.storage.getDirectory();
  const results = await root.getDirectoryHandle('offprint-results', { create: true });
  const names: string[] = [];
  for await (const folder of results.values()) {
    if (folder.kind === 'directory')
      for await (const name of (folder as FileSystemDirectoryHandle).keys()) names.push(name);
  }
  return names;
}
