import type { SheetState } from './sheet-state.ts';

/**
 * Where the focus goes when the control that had it is no longer there; null to leave it. A result and an error are
 * read from their title on; a form that comes back is where it was left.
 * @param port the file port in which a control went away, for instance with the file that it removed; otherwise null
 * @returns a selector within the sheet
 */
export function focusAfter(before: SheetState, after: SheetState, port: string | null): string | null {
  if (before.stage.name === after.stage.name)
    return port === null ? null : `[data-port="${port}"] .file-acts button:enabled, [data-port="${port}"] input`;
  switch (after.stage.name) {
    case 'running':
      return '#cancel-button';
    case 'result':
    case 'error':
      return '#run-title';
    case 'form':
      return before.stage.name === 'result'
        ? '#settings input:not([type=range]), #settings select, #run-button'
        : '#run-button';
  }
}
