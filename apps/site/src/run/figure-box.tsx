import type { Figure, LegendEntry } from '@offprint/methods';
import type { DrawnFigure } from './view.ts';

/** The picture itself. It is made by the island; the server has no document to draw in. */
export function Picture({ drawn }: { readonly drawn: DrawnFigure }) {
  const { picture } = drawn;
  return (
    <div
      class="picture-frame"
      data-figure
      ref={(frame: HTMLElement | null) => {
        if (frame !== null && picture !== null && frame.firstChild !== picture) frame.replaceChildren(picture);
      }}
    />
  );
}

/** The figure of a run under way: no finding yet, and a legend without numbers. */
export function FigureSoFar({ drawn }: { readonly drawn: DrawnFigure }) {
  return (
    <div class="columns sheet-row">
      <h3 class="folio side-head">Figure so far</h3>
      <div class="text">
        <Picture drawn={drawn} />
      </div>
      <ul class="notes legend so-far">
        {drawn.figure.legend.map((entry) => (
          <li>
            <Swatch entry={entry} />
            <span>{entry.label}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The figure of a result: the finding, the picture, what was counted, and the legend with its numbers. */
export function ResultFigure({ drawn }: { readonly drawn: DrawnFigure }) {
  const { figure } = drawn;
  return (
    <div class="columns sheet-row" id="figure">
      <h3 class="folio side-head">Figure</h3>
      <figure class="text">
        <p class="figure-title">{figure.title}</p>
        <Picture drawn={drawn} />
        <figcaption class="figure-caption">{figure.caption}</figcaption>
      </figure>
      <Legend figure={figure} />
    </div>
  );
}

/** The fills of a figure with what they stand for, and its numbers. */
export function Legend({ figure }: { readonly figure: Figure }) {
  return (
    <ul class="notes legend">
      {figure.legend.map((entry) => (
        <li>
          <Swatch entry={entry} />
          <span>{entry.label}</span>
          <b>{entry.value}</b>
          <span class="legend-note">{entry.note}</span>
        </li>
      ))}
    </ul>
  );
}

/** A patch of an area's fill. Its hatch is its own, for a pattern in another drawing may not be there. */
function Swatch({ entry }: { readonly entry: LegendEntry }) {
  const hatched = entry.swatch.endsWith('-hatched');
  const fill = hatched ? entry.swatch.slice(0, -'-hatched'.length) : entry.swatch;
  return (
    <svg class={`swatch fill-${fill}`} viewBox="0 0 14 14" aria-hidden="true">
      {hatched ? (
        <path d="M0 2L2 0M0 6L6 0M0 10L10 0M0 14L14 0M4 14L14 4M8 14L14 8M12 14L14 12" />
      ) : (
        <rect width="14" height="14" />
      )}
    </svg>
  );
}
