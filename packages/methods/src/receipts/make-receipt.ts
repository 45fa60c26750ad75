import packageFile from '../../package.json' with { type: 'json' };
import type { Notice, OutputFile, Report } from '../context.ts';
import type { Json } from '../json.ts';
import type { Method } from '../method.ts';
import type { Receipt, ReceiptInput } from './receipt.ts';

export interface Ingredients {
  readonly method: Pick<Method, 'id' | 'version' | 'settings'>;
  readonly inputs: Readonly<Record<string, readonly ReceiptInput[]>>;
  readonly settings: Readonly<Record<string, Json>>;
  readonly outputs: Readonly<Record<string, OutputFile>>;
  readonly report: Report;
  readonly notices: readonly Notice[];
  readonly seconds: number;
  readonly finished: Date;
}

/** The name of the setting that is the method's seed. */
export function seedOf(method: Pick<Method, 'settings'>): string | undefined {
  return Object.entries(method.settings).find(([, port]) => port.kind === 'seed')?.[0];
}

/** Writes down what was run, on what, with what outcome. */
export function makeReceipt(from: Ingredients): Receipt {
  const seedName = seedOf(from.method);
  const settings = Object.fromEntries(Object.entries(from.settings).filter(([name]) => name !== seedName));
  const seed = seedName === undefined ? null : from.settings[seedName];
  return {
    format: 1,
    offprint: packageFile.version,
    method: { id: from.method.id, version: from.method.version },
    inputs: from.inputs,
    settings,
    seed: typeof seed === 'number' ? seed : null,
    outputs: Object.fromEntries(
      Object.entries(from.outputs).map(([port, { name, size, sha256 }]) => [port, { name, size, sha256 }]),
    ),
    numbers: from.report.numbers,
    notices: from.notices,
    // Milliseconds are as exact as it is worth; more digits would only make receipts harder to read.
    seconds: Math.round(from.seconds * 1000) / 1000,
    finished: from.finished.toISOString(),
  };
}
