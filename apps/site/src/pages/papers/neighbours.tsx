import type { Paper } from '@offprint/catalog';
import { paperAddress } from '../../addresses.ts';

interface NeighboursProps {
  readonly previous: Paper | null;
  readonly next: Paper | null;
}

/** The papers before and after this one on the front page. */
export function Neighbours({ previous, next }: NeighboursProps) {
  return (
    <nav class="wide neighbours" aria-label="Neighbouring papers">
      {previous !== null && (
        <a href={paperAddress(previous)} rel="prev" aria-keyshortcuts="[">
          <span class="note">Previous</span>
          {previous.title}
        </a>
      )}
      {next !== null && (
        <a href={paperAddress(next)} rel="next" aria-keyshortcuts="]">
          <span class="note">Next</span>
          {next.title}
        </a>
      )}
    </nav>
  );
}
