import { InternalError, throwIfCancelled } from '@offprint/errors';
import type { Method } from './method.ts';
import type { Claim, VerificationResult } from './verification.ts';

export interface VerificationOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (share: number, detail: string) => void;
}

/** True if what was got lies in the accepted interval (ends included), or is the accepted word. NaN never does. */
export function holds(claim: Claim): boolean {
  if (typeof claim.accepted === 'string') return String(claim.got) === claim.accepted;
  const [low, high] = claim.accepted;
  return typeof claim.got === 'number' && low <= claim.got && claim.got <= high;
}

/** Computes the claims of a method's paper in this thread, and judges them. */
export async function runVerification(
  method: Pick<Method, 'id' | 'verification'>,
  options: VerificationOptions = {},
): Promise<VerificationResult> {
  const started = performance.now();
  const signal = options.signal ?? new AbortController().signal;
  const { verification } = await method.verification();
  const claims = await verification.run({
    signal,
    progress(share, detail) {
      throwIfCancelled(signal);
      options.onProgress?.(share, detail);
    },
  });
  throwIfCancelled(signal);
  if (claims.length === 0) throw new InternalError(`The verification of ${method.id} makes no claim.`);
  return {
    title: verification.title,
    source: verification.source,
    rows: claims.map((claim) => ({ ...claim, passed: holds(claim) })),
    seconds: (performance.now() - started) / 1000,
  };
}
