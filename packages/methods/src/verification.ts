/** The claim of a paper as a computation that every reader can repeat. */
export interface Verification {
  /** What is checked, as one sentence. */
  readonly title: string;
  /** Where the claim stands, for instance `section 3.2, equation 4`. */
  readonly source: string;
  /** Computes the claims; the runner alone decides whether they hold. */
  run(context: VerificationContext): Promise<readonly Claim[]>;
}

export interface VerificationContext {
  readonly signal: AbortSignal;
  /** Says how far it is, from 0 to 1. */
  progress(share: number, detail: string): void;
}

export interface Claim {
  readonly claim: string;
  /** What the paper or the algebra says. */
  readonly expected: string | number;
  /** An interval with both ends included, or the one accepted word. */
  readonly accepted: readonly [number, number] | string;
  readonly got: string | number;
}

export interface VerifiedClaim extends Claim {
  readonly passed: boolean;
}

export interface VerificationResult {
  readonly title: string;
  readonly source: string;
  readonly rows: readonly VerifiedClaim[];
  readonly seconds: number;
}
