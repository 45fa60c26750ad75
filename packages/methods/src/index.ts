import { installLauncher } from './runner/launcher.ts';
import { runMethod } from './runner/run-method.ts';

export { exampleInputs } from './example-inputs.ts';
export { families } from './family.ts';
export { drawFigure } from './figure/draw-figure.ts';
export { fillOf, type Swatch } from './figure/fills.ts';
export { standaloneSvg } from './figure/standalone.ts';
export type { Json } from './json.ts';
export * from './method.ts';
export * from './methods.ts';
export { nearest } from './nearest.ts';
export type { Choice, Range } from './ports.ts';
export { checkpoint, checkpoints, choice, integer, number, numbers, seed, share, toggle } from './ports.ts';
export { findMethod, methods } from './registry.ts';
export { runVerification } from './run-verification.ts';
export { defaultThreads } from './runner/execute.ts';
export { parseSettings } from './runner/settings.ts';

installLauncher(runMethod);
