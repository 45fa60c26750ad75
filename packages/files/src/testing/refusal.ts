import { OffprintError } from '@offprint/errors';

/** The error with which the work is refused; fails when it is not refused, or not by an error made for people. */
export async function refusalOf(work: Promise<unknown>): Promise<OffprintError> {
  try {
    await work;
  } catch (thrown) {
    if (thrown instanceof OffprintError) return thrown;
    throw thrown;
  }
  throw new Error('It was not refused.');
}
