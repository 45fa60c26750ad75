import type { RunResult } from '@offprint/methods';
import { KeyHint } from '../shell/key-hint.tsx';
import { ResultFigure } from './figure-box.tsx';
import { formatBytes, formatNumber } from './format.ts';
import { receiptText } from './receipt-text.ts';
import { Remark } from './remark.tsx';
import type { View } from './view.ts';

interface ResultProps {
  readonly view: View;
  readonly result: RunResult<unknown>;
}

/** What a run gave: Save first, then the figure, the numbers and the receipt. */
export function Result({ view, result }: ResultProps) {
  return (
    <>
      <SaveRow view={view} result={result} />
      {result.notices.length > 0 && (
        <div class="columns sheet-row" id="notices">
          <h3 class="folio side-head">{result.notices.length === 1 ? 'Notice' : 'Notices'}</h3>
          <ul class="text notices">
            {result.notices.map(({ code, message }) => (
              <li>
                {message} <span class="id">{code}</span>
              </li>
            ))}
          </ul>
          <p class="notes note">The receipt keeps them too.</p>
        </div>
      )}
      {view.figure !== null && <ResultFigure drawn={view.figure} />}
      <div class="columns sheet-row" id="numbers">
        <h3 class="folio side-head">Numbers</h3>
        <dl class="text numbers">
          {result.report.numbers.map(({ label, value, unit, digits }) => (
            <div>
              <dt>{label}</dt>
              <dd>{formatNumber(value, unit, digits)}</dd>
            </div>
          ))}
        </dl>
      </div>
      <ReceiptRow view={view} result={result} />
    </>
  );
}

function SaveRow({ view, result }: ResultProps) {
  const { ask, tell, method } = view;
  const outputs = Object.entries(result.outputs);
  return (
    <div class="columns sheet-row save-row" id="save">
      <h3 class="folio side-head">Save</h3>
      <div class="wide save-line">
        {outputs.map(([port, output], place) => (
          <button
            class={place === 0 ? 'button run' : 'button'}
            type="button"
            data-do={`save-${port}`}
            aria-keyshortcuts={place === 0 ? 's' : undefined}
            onClick={() => ask({ type: 'save-output', port })}
          >
            Save the {(method.outputs[port]?.title ?? port).toLowerCase()}, {formatBytes(output.size)}
            {place === 0 && <KeyHint name="s" />}
          </button>
        ))}
        <button class="button" type="button" data-do="save-receipt" onClick={() => ask({ type: 'save-receipt' })}>
          Receipt, JSON
        </button>
        {view.figure !== null && (
          <button
            class="button"
            type="button"
            data-do="save-figure"
            aria-keyshortcuts="x"
            onClick={() => ask({ type: 'save-figure' })}
          >
            Figure, SVG
          </button>
        )}
        <button class="button" type="button" data-do="save-report" onClick={() => ask({ type: 'save-report' })}>
          Report, CSV
        </button>
        <button
          class="link run-again"
          type="button"
          data-do="again"
          aria-keyshortcuts="e"
          onClick={() => tell({ type: 'form-asked' })}
        >
          Run again with other settings
        </button>
        <Remark view={view} at="save" />
      </div>
    </div>
  );
}

function ReceiptRow({ view, result }: ResultProps) {
  return (
    <div class="columns sheet-row" id="receipt">
      <h3 class="folio side-head">Receipt</h3>
      <div class="text">
        <pre class="snippet">{receiptText(result.receipt, 'short')}</pre>
      </div>
      <div class="notes note">
        <p>The same inputs and settings give the same bytes on every machine.</p>
        <button
          class="button copy-snippet"
          type="button"
          data-do="copy-receipt"
          aria-keyshortcuts="c"
          onClick={() => view.ask({ type: 'copy', text: receiptText(result.receipt, 'whole'), at: 'receipt' })}
        >
          Copy <KeyHint name="c" />
        </button>
        <Remark view={view} at="receipt" />
      </div>
    </div>
  );
}
