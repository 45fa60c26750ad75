import type { RunResult } from '@offprint/methods';
import { KeyHint } from '../shell/key-hint.tsx';
import { BesideRelated } from './beside/beside-row.tsx';
import { ResultFigure } from './figure-box.tsx';
import { formatBytes, formatNumber } from './format.ts';
import { type MadeFile, outputFiles } from './output-files.ts';
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
      <BesideRelated view={view} />
      <ReceiptRow view={view} result={result} />
    </>
  );
}

function SaveRow({ view, result }: ResultProps) {
  const { ask, tell } = view;
  const files = outputFiles(result);
  // The first button is the one in green, and has the key.
  const main = files.length > 0 ? 'output' : 'report';
  return (
    <div class="columns sheet-row save-row" id="save">
      <h3 class="folio side-head">Save</h3>
      <div class="wide save-line">
        <SaveButton view={view} files={files} />
        {main === 'report' && <ReportButton view={view} main={true} />}
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
        {main !== 'report' && <ReportButton view={view} main={false} />}
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
      {files.length > 1 && (
        <ol class="text made-files" aria-label="Files">
          {files.map(({ file }, place) => (
            <li class="made-file">
              <span class="file-name">{file.name}</span>
              <span class="file-size">{formatBytes(file.size)}</span>
              <button
                class="link"
                type="button"
                data-do={`save-file-${place}`}
                aria-label={`Save ${file.name}`}
                onClick={() => ask({ type: 'save-output', place })}
              >
                Save
              </button>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

/** Saves the one file, or all of them. */
function SaveButton({ view, files }: { readonly view: View; readonly files: readonly MadeFile[] }) {
  const [first] = files;
  if (first === undefined) return null;
  const { port, file } = first;
  const one = files.length === 1;
  const title = (view.method.outputs[port]?.title ?? port).toLowerCase();
  const bytes = files.reduce((sum, made) => sum + made.file.size, 0);
  return (
    <button
      class="button run"
      type="button"
      data-do={one ? `save-${port}` : 'save-all'}
      aria-keyshortcuts="s"
      onClick={() => view.ask(one ? { type: 'save-output', place: 0 } : { type: 'save-all' })}
    >
      {one ? `Save the ${title}, ${formatBytes(file.size)}` : `Save all ${files.length} files, ${formatBytes(bytes)}`}
      <KeyHint name="s" />
    </button>
  );
}

function ReportButton({ view, main }: { readonly view: View; readonly main: boolean }) {
  return (
    <button
      class={main ? 'button run' : 'button'}
      type="button"
      data-do="save-report"
      aria-keyshortcuts={main ? 's' : undefined}
      onClick={() => view.ask({ type: 'save-report' })}
    >
      {main ? 'Save the report, CSV' : 'Report, CSV'}
      {main && <KeyHint name="s" />}
    </button>
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
