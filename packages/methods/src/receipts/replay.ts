import { InputError } from '@offprint/errors';
import type { ByteSink, SourceReference } from '@offprint/files';
import type { RunProgress, RunResult } from '../context.ts';
import type { Method, RawInputs } from '../method.ts';
import { findMethod } from '../registry.ts';
import { executeRun } from '../runner/execute.ts';
import { hashFile } from '../runner/hash-file.ts';
import { nowhereSink } from '../runner/nowhere-sink.ts';
import { seedOf } from './make-receipt.ts';
import type { Receipt, ReceiptFile, ReceiptInput } from './receipt.ts';

export interface ReplayOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: RunProgress) => void;
  readonly threads?: number;
  /** Keeps the outputs. Without it they are hashed and thrown away. */
  readonly output?: (port: string, suggestedName: string) => Promise<ByteSink>;
  /** The method, where it is not in the registry. */
  readonly method?: Method;
}

export interface ReplayedOutput {
  /** Of a port of many, `port/name`. */
  readonly port: string;
  /** By the receipt. */
  readonly name: string;
  /** SHA-256 by the receipt, and of this run; null where one of them has no such output. */
  readonly expected: string | null;
  readonly got: string | null;
  readonly same: boolean;
}

export interface Replay {
  /** True if the outputs are those of the receipt, each with the hash that it gives. */
  readonly same: boolean;
  readonly outputs: readonly ReplayedOutput[];
  /** The method's version by the receipt and now; where they differ, so may the bytes. */
  readonly version: { readonly receipt: string; readonly now: string };
  readonly result: RunResult;
}

/** Finds an input of a receipt again. */
export type Locate = (file: ReceiptInput, port: string) => SourceReference | Promise<SourceReference>;

/**
 * Runs again what a receipt tells of, and compares. The inputs are compared with their hashes before anything runs.
 * @throws InputError `receipt/input-differs`; NotFoundError `method/not-found`; what `locate` and the run throw
 */
export async function replayReceipt(receipt: Receipt, locate: Locate, options: ReplayOptions = {}): Promise<Replay> {
  const { method = findMethod(receipt.method.id), ...rest } = options;
  const signal = options.signal ?? new AbortController().signal;
  const files: Record<string, SourceReference[][]> = {};
  for (const [port, list] of Object.entries(receipt.inputs)) {
    const checkpoints = new Map<number, SourceReference[]>();
    for (const file of list) {
      const reference = await locate(file, port);
      await compare(file, port, reference, signal);
      checkpoints.set(file.checkpoint, [...(checkpoints.get(file.checkpoint) ?? []), reference]);
    }
    files[port] = [...checkpoints.values()];
  }
  const inputs: RawInputs = { files, settings: settingsOf(receipt, method) };
  const result = await executeRun(method, inputs, { output: forgetfulSink, ...rest });
  const ports = new Set([...Object.keys(receipt.outputs), ...Object.keys(result.outputs)]);
  const outputs = [...ports].map((port): ReplayedOutput => {
    const before: ReceiptFile | undefined = receipt.outputs[port];
    const now: ReceiptFile | undefined = result.outputs[port];
    return {
      port,
      name: before?.name ?? now?.name ?? port,
      expected: before?.sha256 ?? null,
      got: now?.sha256 ?? null,
      same: before?.sha256 === now?.sha256,
    };
  });
  return {
    same: outputs.every(({ same }) => same),
    outputs,
    version: { receipt: receipt.method.version, now: method.version },
    result,
  };
}

function settingsOf(receipt: Receipt, method: Method): Record<string, unknown> {
  const seedName = seedOf(method);
  return {
    ...receipt.settings,
    ...(seedName === undefined || receipt.seed === null ? {} : { [seedName]: receipt.seed }),
  };
}

async function compare(
  file: ReceiptInput,
  port: string,
  reference: SourceReference,
  signal: AbortSignal,
): Promise<void> {
  const found = await hashFile(reference, signal);
  if (found.sha256 === file.sha256) return;
  const sizes = found.size === file.size ? 'has other contents' : `has ${found.size} bytes instead of ${file.size}`;
  throw new InputError('receipt/input-differs', `${file.name} (${port}) is not the file of the receipt: it ${sizes}.`, {
    hint: 'Bring back the file with the hash that the receipt gives.',
    where: { file: file.name, input: port, expected: file.sha256, got: found.sha256 },
  });
}

/** The runner hashes what is written; a replay needs no more of it. */
async function forgetfulSink(_port: string, name: string): Promise<ByteSink> {
  return nowhereSink(name);
}
