import type { Method } from '@offprint/methods';
import { RunsMark } from '../shell/marks.tsx';

interface RunsHereProps {
  readonly method: Method;
  readonly href: string;
}

/** Says that the method runs here, and what it takes and gives. */
export function RunsHere({ method, href }: RunsHereProps) {
  return (
    <div class="runs-in-short">
      <a class="runs-here" href={href} aria-keyshortcuts="r">
        <RunsMark />
        Runs here
      </a>
      <p class="note">
        {method.takes} to {method.gives}
      </p>
    </div>
  );
}
