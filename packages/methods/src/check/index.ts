/** What must hold for every method, without its author writing a line for it. */
import { badInputsAreNamed } from './bad-inputs.ts';
import { cancelLeavesNothing, cancelOfWorkerLeavesNothing } from './cancels.ts';
import type { Check } from './check.ts';
import { descriptorIsComplete } from './descriptor.ts';
import { figureDraws } from './figures.ts';
import { documentsAreValid, helpHasAnExample } from './generated.ts';
import { receiptRefusesOtherInputs, receiptReplays } from './receipts.ts';
import { stoppedRunGoesOn } from './resumes.ts';
import { exampleRuns, sameBytesEverywhere } from './runs.ts';
import { verificationHolds } from './verifications.ts';

export type { Check } from './check.ts';

/** The suite `checkMethod`: each check takes a method and throws if something does not hold for it. */
export const checkMethod: readonly Check[] = [
  descriptorIsComplete,
  exampleRuns,
  sameBytesEverywhere,
  cancelLeavesNothing,
  cancelOfWorkerLeavesNothing,
  stoppedRunGoesOn,
  badInputsAreNamed,
  receiptReplays,
  receiptRefusesOtherInputs,
  helpHasAnExample,
  documentsAreValid,
  figureDraws,
  verificationHolds,
];
