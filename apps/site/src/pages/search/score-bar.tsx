/** Units of a whole bar. */
const barWidth = 46;

/** How well a paper matches beside the best one, `share` from 0 to 1. */
export function ScoreBar({ share }: { readonly share: number }) {
  return (
    <svg class="score" viewBox={`0 0 ${barWidth} 7`} width={barWidth} height={7} aria-hidden="true">
      <rect width={Math.max(2, Math.round(share * barWidth))} height={7} />
    </svg>
  );
}
