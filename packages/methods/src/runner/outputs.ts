import { CancelledError, InternalError } from '@offprint/errors';
import { type ByteSink, memorySink } from '@offprint/files';
import type { OutputFile } from '../context.ts';
import type { Method } from '../method.ts';
import { type OrderedHash, orderedHash } from './ordered-hash.ts';

/** The outputs of a run: opened while it runs, all committed at its end or all discarded. */
export interface Outputs {
  /** The sink for the method: hashed on the way, deaf to `commit` and `discard`. */
  open(port: string, suggestedName: string): Promise<ByteSink>;
  /** Makes every output durable and visible, in the order of the descriptor. */
  commit(): Promise<Readonly<Record<string, OutputFile>>>;
  /** Removes every trace, also of sinks that are being opened. */
  discard(): Promise<void>;
}

interface Open {
  readonly sink: ByteSink;
  readonly hash: OrderedHash;
}

export function runOutputs(
  method: Pick<Method, 'id' | 'outputs'>,
  make: (port: string, suggestedName: string) => Promise<ByteSink> = async (_port, name) => memorySink(name),
): Outputs {
  const opening = new Map<string, Promise<Open>>();
  let closed = false;

  const commitOne = async (port: string): Promise<readonly [string, OutputFile]> => {
    const open = await opening.get(port);
    if (open === undefined) throw new InternalError(`The method ${method.id} gave no ${port}.`);
    const { size, sha256 } = open.hash.finish();
    return [port, { name: open.sink.name, size, sha256, reference: await open.sink.commit() }];
  };
  return {
    async open(port, suggestedName) {
      if (closed) throw new CancelledError();
      if (method.outputs[port] === undefined)
        throw new InternalError(`The method ${method.id} declares no output ${port}.`);
      if (opening.has(port)) throw new InternalError(`The method ${method.id} opened its output ${port} twice.`);
      const created = make(port, suggestedName).then((sink) => ({ sink, hash: orderedHash(sink.name) }));
      opening.set(port, created);
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
    async commit() {
      closed = true;
      const files: (readonly [string, OutputFile])[] = [];
      for (const port of Object.keys(method.outputs)) files.push(await commitOne(port));
      return Object.fromEntries(files);
    },
    async discard() {
      closed = true;
      const settled = await Promise.allSettled(opening.values());
      for (const result of settled) if (result.status === 'fulfilled') await result.value.sink.discard();
    },
  };
}
