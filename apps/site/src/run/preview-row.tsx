import { number } from '../text/numbers.ts';
import { Legend, Picture } from './figure-box.tsx';
import type { DrawnFigure, Preview } from './view.ts';

interface PreviewProps {
  readonly preview: Preview;
  readonly drawn: DrawnFigure | null;
}

type Size = Extract<Preview, { name: 'found' }>['size'];

/** `102,801 of 205,056 parameters: one row in 2 of each tensor, at least one`. */
export function sampleWords({ parameters, of, share }: Size): string {
  if (share === 1) return `all ${number(of)} parameters`;
  return `${number(parameters)} of ${number(of)} parameters: one row in ${number(share)} of each tensor, at least one`;
}

/** The figure of a run on a sample, which follows the settings. */
export function PreviewRow({ preview, drawn }: PreviewProps) {
  return (
    <div class="columns sheet-row" id="preview">
      <h3 class="folio side-head">Preview</h3>
      {preview.name === 'reading' && <p class="text quiet-words">Reading a sample of the files.</p>}
      {preview.name === 'failed' && (
        <p class="text">
          <span class="fault">{preview.error.message}</span>{' '}
          {preview.size !== null && 'A run on all of it would say so too.'}
        </p>
      )}
      {preview.name === 'found' && drawn !== null && (
        <>
          <figure class="text">
            <p class="preview-words">
              Not a result: the same method on <b>{sampleWords(preview.size)}</b>. It follows the settings.
            </p>
            <Picture drawn={drawn} />
            <figcaption class="figure-caption">{drawn.figure.caption}</figcaption>
          </figure>
          <Legend figure={drawn.figure} />
        </>
      )}
    </div>
  );
}
