import { installLauncher } from './runner/launcher.ts';
import { runMethod } from './runner/run-method.ts';

export type { MergeReport } from './checkpoints/merge-report.ts';
export { exampleInputs } from './example-inputs.ts';
export { exportNameOf } from './export-name.ts';
export { families } from './family.ts';
export { fillOf, type Swatch } from './figure/fills.ts';
export { type MethodArguments, parseArguments } from './generate/arguments.ts';
export { docsOf, type MethodDocs } from './generate/docs.ts';
export {
  type FileField,
  formOf,
  type MethodForm,
  type OutputField,
  outputName,
  type SettingField,
} from './generate/form.ts';
export { exampleArguments, helpText } from './generate/help.ts';
export { settingsJsonSchema } from './generate/json-schema.ts';
export { openApiOf } from './generate/open-api.ts';
export type { Json } from './json.ts';
export * from './method.ts';
export * from './methods.ts';
export { nearest } from './nearest.ts';
export type { Choice, Range } from './ports.ts';
export { checkpoint, checkpoints, choice, integer, number, numbers, seed, share, text, toggle } from './ports.ts';
export { readReceipt } from './receipts/read-receipt.ts';
export { receiptSchema } from './receipts/receipt.ts';
export { type Locate, type Replay, type ReplayOptions, replayReceipt } from './receipts/replay.ts';
export { findMethod, methods } from './registry.ts';
export { runVerification } from './run-verification.ts';
export { defaultThreads } from './runner/execute.ts';
export { parseSetting, parseSettings } from './runner/settings.ts';

installLauncher(runMethod);
