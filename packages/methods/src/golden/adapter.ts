/** How a method reads its reference vectors. A `*.golden.ts` in the method's folder exports one as `golden`. */
export interface GoldenAdapter {
  /** The folders of cases that it serves; usually the method's id, more where one method covers several papers. */
  readonly folders: readonly string[];
  /** Computes one case and compares. What it throws fails the case. */
  check(testCase: unknown, folder: string): GoldenResult | Promise<GoldenResult>;
}

export interface GoldenResult {
  /** The largest difference found, in the unit of the tolerance. */
  readonly worstError: number;
  /** What is allowed, in words, for example `exact` or `1e-6 relative`. */
  readonly tolerance: string;
  readonly passed: boolean;
  readonly reason?: string;
}
