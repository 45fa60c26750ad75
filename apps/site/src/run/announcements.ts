import type { Method } from '@offprint/methods';
import { titleOf } from './sheet.tsx';
import { allFiles, type SheetState } from './sheet-state.ts';

/** Progress is spoken at these shares; more often would talk over the reader. */
const spokenSteps = 4;

/** What a screen reader should hear when the sheet goes from one state to the next; null if nothing. */
export function announcement(method: Method, before: SheetState, after: SheetState): string | null {
  if (before === after) return null;
  if (before.stage.name !== after.stage.name && after.stage.name !== 'form') return titleOf({ method, state: after });
  if (after.stage.name === 'running' && before.stage.name === 'running') {
    const step = Math.floor((after.stage.progress?.share ?? 0) * spokenSteps);
    const was = Math.floor((before.stage.progress?.share ?? 0) * spokenSteps);
    return step > was && step < spokenSteps ? `${(step * 100) / spokenSteps} per cent` : null;
  }
  if (after.remark !== null && after.remark !== before.remark) return after.remark.says;
  const faulty = allFiles(after).find(
    (file) => file.header.state === 'fault' && !allFiles(before).some((other) => other.header === file.header),
  );
  if (faulty !== undefined && faulty.header.state === 'fault') return faulty.header.error.message;
  if (after.makingExample && !before.makingExample) return 'Making files to try';
  if (before.makingExample && !after.makingExample) return 'The form is filled in with files to try';
  return null;
}
