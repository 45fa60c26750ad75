import type { TextPiece } from '@offprint/search';

/** Text with the words of the query marked. */
export function Marked({ pieces }: { readonly pieces: readonly TextPiece[] }) {
  return <>{pieces.map(({ text, marked }) => (marked ? <mark>{text}</mark> : text))}</>;
}
