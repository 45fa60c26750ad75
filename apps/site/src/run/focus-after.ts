import type { SheetState } from './sheet-state.ts';

/** Where a control stood that is gone or has been switched off. */
export interface LostControl {
  readonly port: string;
  /** The file that it belonged to. */
  readonly file: string | null;
}

/**
 * Where the focus goes when the control that had it is no longer there. A result and an error are read from their title
 * on; a form that comes back is where it was left; a control of a file port that went away gives way to its neighbours.
 * @returns selectors within the sheet, the best first; none to leave the focus where it is
 */
export function focusAfter(before: SheetState, after: SheetState, lost: LostControl | null): readonly string[] {
  if (before.stage.name === after.stage.name) {
    if (lost === null) return [];
    const port = `[data-port="${lost.port}"]`;
    const file = lost.file === null ? [] : [`[data-file="${lost.file}"] .file-acts button:enabled`];
    return [...file, `${port} .file-acts button:enabled`, `${port} input`];
  }
  switch (after.stage.name) {
    case 'running':
      return ['#cancel-button'];
    case 'result':
    case 'error':
      return ['#run-title'];
    case 'form':
      return before.stage.name === 'result' ? ['#settings [aria-keyshortcuts="e"]', '#run-button'] : ['#run-button'];
  }
}
