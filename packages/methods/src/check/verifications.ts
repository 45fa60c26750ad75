import assert from 'node:assert/strict';
import { runVerification } from '../run-verification.ts';
import type { Check } from './check.ts';

export const verificationHolds: Check = {
  title: 'the verification holds',
  async run(method) {
    const { rows } = await runVerification(method);
    const failed = rows.filter((row) => !row.passed).map(({ claim, accepted, got }) => ({ claim, accepted, got }));
    assert.deepEqual(failed, []);
  },
};
