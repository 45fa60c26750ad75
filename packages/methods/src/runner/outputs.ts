import { CancelledError, IntegrityError, InternalError } from '@offprint/errors';
import { type ByteSink, memorySink } from '@offprint/files';
import type { OutputFile } from '../context.ts';
import type { JournalRecord, Method } from '../method.ts';
import { type OrderedHash, orderedHash } from './ordered-hash.ts';

/** The outputs of a run: opened while it runs, all committed at its end or all discarded. */
export interface Outputs {
  /** The sink for the method: hashed on the way, deaf to `commit` and `discard`. */
  open(port: string, suggestedName: string): Promise<ByteSink>;
  /** What an earlier run left of the outputs: they are taken up when they are opened. */
  takeUp(files: JournalRecord['files']): void;
  /** Makes all that was written durable; says how far each output is. */
  flush(): Promise<JournalRecord['files']>;
  /** Makes every output durable and visible, in the order of the descriptor. */
  commit(): Promise<Readonly<Record<string, OutputFile>>>;
  /** Removes every trace, also of sinks that are being opened. */
  discard(): Promise<void>;
}

interface Open {
  readonly sink: ByteSink;
  readonly hash: OrderedHash;
}

/** Bytes read back at once when an earlier run's output is taken up. */
const readBackBytes = 2 ** 22;

export function runOutputs(
  method: Pick<Method, 'id' | 'outputs'>,
  make: (port: string, suggestedName: string) => Promise<ByteSink> = async (_port, name) => memorySink(name),
): Outputs {
  const opening = new Map<string, Promise<Open>>();
  let closed = false;
  let earlier: JournalRecord['files'] = {};

  const commitOne = async (key: string, opened: Promise<Open>): Promise<readonly [string, OutputFile]> => {
    const open = await opened;
    const { size, sha256 } = open.hash.finish();
    return [key, { name: open.sink.name, size, sha256, reference: await open.sink.commit() }];
  };
  /** Continues the hash and the file where the earlier run had got to. */
  const takeUpOne = async (key: string, { sink, hash }: Open): Promise<Open> => {
    const done = earlier[key];
    if (done === undefined) return { sink, hash };
    if (sink.keep === undefined || sink.readBack === undefined) {
      throw new InternalError(`The output ${key} cannot be taken up again.`);
    }
    await sink.keep(done.bytes);
    for (let at = 0; at < done.bytes; at += readBackBytes) {
      const piece = new Uint8Array(Math.min(readBackBytes, done.bytes - at));
      await sink.readBack(piece, at);
      hash.add(piece, at);
    }
    if (done.sha256 !== null && hash.peek().sha256 !== done.sha256) {
      throw new IntegrityError(
        'resume/partial-damaged',
        `The unfinished ${sink.name} is not as the stopped run left it.`,
        {
          hint: 'Start anew; what was finished of it is lost.',
          where: { file: sink.name },
        },
      );
    }
    return { sink, hash };
  };
  return {
    async open(port, suggestedName) {
      if (closed) throw new CancelledError();
      const spec = method.outputs[port];
      if (spec === undefined) throw new InternalError(`The method ${method.id} declares no output ${port}.`);
      const key = spec.many === true ? `${port}/${suggestedName}` : port;
      if (opening.has(key)) throw new InternalError(`The method ${method.id} opened its output ${key} twice.`);
      const created = make(port, suggestedName).then((sink) => takeUpOne(key, { sink, hash: orderedHash(sink.name) }));
      opening.set(key, created);
      const { sink, hash } = await created;
      return {
        name: sink.name,
        async write(bytes, at) {
          // After a cancel the method may go on for a moment; what it writes then must not bring a file back.
          if (closed) throw new CancelledError();
          const written = sink.write(bytes, at);
          hash.add(bytes, at);
          await written;
        },
        commit: () => Promise.reject(new InternalError('The runner commits outputs; a method does not.')),
        discard: () => Promise.reject(new InternalError('The runner discards outputs; a method does not.')),
      };
    },
    takeUp(files) {
      earlier = files;
    },
    async flush() {
      const files: Record<string, JournalRecord['files'][string]> = {};
      for (const [key, opened] of opening) {
        const { sink, hash } = await opened;
        if (sink.flush === undefined) throw new InternalError(`The output ${key} cannot be made durable by parts.`);
        await sink.flush();
        files[key] = { name: sink.name, ...hash.peek() };
      }
      return files;
    },
    async commit() {
      closed = true;
      const files: (readonly [string, OutputFile])[] = [];
      for (const [port, { many, optional }] of Object.entries(method.outputs)) {
        const opened = [...opening].filter(([key]) => (many === true ? key.startsWith(`${port}/`) : key === port));
        if (opened.length === 0 && optional !== true)
          throw new InternalError(`The method ${method.id} gave no ${port}.`);
        for (const [key, open] of opened) files.push(await commitOne(key, open));
      }
      return Object.fromEntries(files);
    },
    async discard() {
      closed = true;
      const settled = await Promise.allSettled(opening.values());
      for (const result of settled) if (result.status === 'fulfilled') await result.value.sink.discard();
    },
  };
}
