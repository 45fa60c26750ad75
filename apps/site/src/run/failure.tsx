import type { Child } from 'hono/jsx';
import { culpritOf, errorReport, runWithout, truncationOf, whereRows } from './failure-words.ts';
import { FileChooser } from './file-port.tsx';
import { KeyHint } from './key-hint.tsx';
import { Remark } from './remark.tsx';
import type { Stage } from './sheet-state.ts';
import { TruncationBar } from './truncation-bar.tsx';
import type { View } from './view.ts';

interface FailureProps {
  readonly view: View;
  readonly stage: Extract<Stage, { name: 'error' }>;
}

/** What went wrong, where, and what to do about it. Files and settings are kept. */
export function Failure({ view, stage }: FailureProps) {
  const { error } = stage;
  const cut = truncationOf(error);
  const rows = whereRows(error);
  return (
    <>
      <div class="columns sheet-row failure-what">
        <h3 class="folio side-head">What</h3>
        <p class="text failure-message">
          {error.message}
          {cut !== null && (
            <>
              {' '}
              <b>{Math.floor((cut.holds / cut.promised) * 100)} per cent</b> of it is here.
            </>
          )}
        </p>
      </div>
      {(cut !== null || rows.length > 0) && (
        <div class="columns sheet-row">
          <h3 class="folio side-head">Where</h3>
          <div class="text">
            {cut !== null && <TruncationBar cut={cut} />}
            <dl class="where">
              {rows.map(([label, value]) => (
                <div>
                  <dt>{label}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          </div>
        </div>
      )}
      <div class="columns sheet-row">
        <h3 class="folio side-head">What to do</h3>
        <ol class="text remedies">
          <Remedies view={view} stage={stage} />
        </ol>
        <div class="notes note">
          <p class="id" data-error-code>
            {error.code}
          </p>
          <button
            class="link"
            type="button"
            data-do="copy-report"
            aria-keyshortcuts="c"
            onClick={() => view.ask({ type: 'copy', text: errorReport(error, view.method), at: 'report' })}
          >
            Copy this report
          </button>
          <Remark view={view} at="report" />
        </div>
      </div>
    </>
  );
}

function Remedies({ view, stage }: FailureProps) {
  const { error } = stage;
  const { method, state, ask, tell } = view;
  const culprit = culpritOf(state, error);
  const without = culprit === null ? null : runWithout(method, state, culprit);
  const hint =
    error.hint ??
    (error.kind === 'internal'
      ? 'Run it again; if it happens again, send this report to the makers of Offprint.'
      : null);
  return (
    <>
      {hint !== null && <Remedy>{hint}</Remedy>}
      {culprit !== null && (
        <Remedy>
          {error.code === 'checkpoint/missing-shard' ? 'Add what is missing here.' : 'Put another file in its place.'}{' '}
          The other files and your settings are kept.
          <div class="drop again" data-replaces={culprit.key}>
            <p>
              Drop <span class="mono">{culprit.name}</span> again, or{' '}
              <FileChooser
                label="choose it"
                name={`Choose ${culprit.name} again`}
                id="choose-again"
                take={(files) => ask({ type: 'replace', key: culprit.key, files })}
              />
            </p>
          </div>
        </Remedy>
      )}
      {culprit !== null && without !== null && (
        <Remedy>
          Or run without it.
          <button
            class="button"
            type="button"
            data-do="run-without"
            onClick={() => ask({ type: 'run-without', key: culprit.key })}
          >
            {without}
          </button>
        </Remedy>
      )}
      <Remedy>
        {culprit === null && hint === null
          ? 'Go back; files and settings are kept.'
          : 'Or go back to files and settings.'}
        <button
          class="button"
          type="button"
          data-do="back"
          aria-keyshortcuts="Escape"
          onClick={() => tell({ type: 'form-asked' })}
        >
          Back to the form <KeyHint name="Esc" />
        </button>
      </Remedy>
    </>
  );
}

function Remedy({ children }: { readonly children?: Child }) {
  return (
    <li>
      <div>{children}</div>
    </li>
  );
}
