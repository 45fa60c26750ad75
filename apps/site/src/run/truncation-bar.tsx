import type { Truncation } from './failure-words.ts';
import { formatBytes } from './format.ts';

const percent = (share: number): string => `${Math.round(share * 10_000) / 100}%`;

/** A file that ends early, as a bar: what is there, the tensor that is cut, what is missing, and where it ends. */
export function TruncationBar({ cut }: { readonly cut: Truncation }) {
  const at = (byte: number): number => Math.min(1, byte / cut.promised);
  const end = at(cut.holds);
  const words = end < 0.2 ? 'start' : end > 0.8 ? 'end' : 'middle';
  return (
    <svg
      class="truncation"
      role="img"
      aria-label={`The file ends at ${formatBytes(cut.holds, 1)} of ${formatBytes(cut.promised, 1)} promised.`}
    >
      <rect class="missing" x="0.5" y="28.5" width="99.8%" height="24" />
      <rect class="present" y="28" width={percent(at(cut.from))} height="25" />
      <rect class="cut" x={percent(at(cut.from))} y="28" width={percent(end - at(cut.from))} height="25" />
      <rect class="end" x={percent(end)} y="20" width="2" height="40" />
      <text class="end-words" x={percent(end)} y="13" text-anchor={words}>
        the file ends here
      </text>
      <text class="end-at" x={percent(end)} y="77" text-anchor={words}>
        {formatBytes(cut.holds, 1)}
      </text>
      {end > 0.12 && (
        <text class="edge" x="0" y="77">
          0
        </text>
      )}
      {end < 0.62 && (
        <text class="edge" x="100%" y="77" text-anchor="end">
          {formatBytes(cut.promised)} promised
        </text>
      )}
    </svg>
  );
}
