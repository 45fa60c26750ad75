import type { Method } from '@offprint/methods';
import { Sheet } from './sheet.tsx';
import { planOf, statusOf } from './sheet-plan.ts';
import { initialState } from './sheet-state.ts';

interface RunSheetProps {
  readonly method: Method;
  /** Scheme, host and port of the site, for the examples of the API. */
  readonly origin?: string;
}

/** On the server nothing is told and nothing asked. */
const idle = (): void => undefined;

/** Where Offprint is unless the host chose another place. */
const defaultOrigin = 'http://127.0.0.1:4174';

/**
 * The run sheet of a method, as it stands before anything was chosen. The island `run-sheet` brings it to life; without
 * JavaScript it shows the command line, the API call and the TypeScript of the same run.
 */
export function RunSheet({ method, origin = defaultOrigin }: RunSheetProps) {
  const state = initialState(planOf(method));
  return (
    <run-sheet id="run" data-method={method.id} data-state={statusOf(method, state)}>
      <Sheet
        view={{
          method,
          state,
          tell: idle,
          ask: idle,
          origin,
          figure: null,
          preview: null,
          beside: null,
          besideSeconds: null,
          estimate: null,
        }}
      />
    </run-sheet>
  );
}
