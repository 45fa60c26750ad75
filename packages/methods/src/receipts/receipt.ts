import { z } from 'zod';
import type { Json } from '../json.ts';

/** What was run, on what, with what outcome: enough to run it again and to compare. */
export interface Receipt {
  /** Version of this form. */
  readonly format: 1;
  /** Version of Offprint that wrote it. */
  readonly offprint: string;
  readonly method: { readonly id: string; readonly version: string };
  readonly inputs: Readonly<Record<string, readonly ReceiptInput[]>>;
  /** Every setting of the method, those left at their defaults too, but for the seed. */
  readonly settings: Readonly<Record<string, Json>>;
  /** Null where the method draws no random numbers. */
  readonly seed: number | null;
  readonly outputs: Readonly<Record<string, ReceiptFile>>;
  readonly numbers: readonly {
    readonly label: string;
    readonly value: number;
    readonly unit?: string | undefined;
    readonly digits?: number | undefined;
  }[];
  readonly notices: readonly { readonly code: string; readonly message: string }[];
  /** Wall-clock seconds from the opening of the inputs to the last output in place. */
  readonly seconds: number;
  /** When it ended: an instant in UTC, ISO 8601. */
  readonly finished: string;
}

export interface ReceiptFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Of the whole file, as `sha256sum` prints it. */
  readonly sha256: string;
}

export interface ReceiptInput extends ReceiptFile {
  /** Where it was read from, if that was a path or an address. */
  readonly path?: string | undefined;
  /** Which of the port's checkpoints it belongs to, from 0; the shards of one checkpoint share it. */
  readonly checkpoint: number;
}

const file = z.object({
  name: z.string().min(1),
  size: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits'),
});

/** What a receipt must be to be believed. */
export const receiptSchema: z.ZodType<Receipt> = z.object({
  format: z.literal(1),
  offprint: z.string(),
  method: z.object({ id: z.string().min(1), version: z.string().min(1) }),
  inputs: z.record(
    z.string(),
    z.array(file.extend({ path: z.string().optional(), checkpoint: z.number().int().nonnegative() })),
  ),
  settings: z.record(z.string(), z.json()),
  seed: z.number().int().nonnegative().nullable(),
  outputs: z.record(z.string(), file),
  numbers: z.array(
    z.object({
      label: z.string(),
      value: z.number(),
      unit: z.string().optional(),
      digits: z.number().int().nonnegative().optional(),
    }),
  ),
  notices: z.array(z.object({ code: z.string(), message: z.string() })),
  seconds: z.number().nonnegative(),
  finished: z.iso.datetime(),
});
