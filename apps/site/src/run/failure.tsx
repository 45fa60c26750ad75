import type { Child } from 'hono/jsx';
import { KeyHint } from '../shell/key-hint.tsx';
import { number } from '../text/numbers.ts';
import {
  culpritOf,
  errorReport,
  percentHere,
  runWithout,
  type Truncation,
  truncationOf,
  whereRows,
} from './failure-words.ts';
import { FileChooser } from './file-port.tsx';
import { plural } from './format.ts';
import { Remark } from './remark.tsx';
import { allFiles, type Chosen, type Stage } from './sheet-state.ts';
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
  const culprit = culpritOf(view.state, error);
  const rows = whereRows(error);
  return (
    <>
      <div class="columns sheet-row">
        <h3 class="folio side-head">What</h3>
        <p class="text failure-message">{cut === null ? error.message : <WhatIsCut cut={cut} />}</p>
      </div>
      {rows.length > 0 && (
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
          <p class="notes note">{othersAreSound(view, culprit)}</p>
        </div>
      )}
      <div class="columns sheet-row">
        <h3 class="folio side-head">What to do</h3>
        <ol class="text remedies">
          <Remedies view={view} stage={stage} culprit={culprit} />
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

function WhatIsCut({ cut }: { readonly cut: Truncation }) {
  return (
    <>
      Its header promises {number(cut.promised)} bytes. The file holds {number(cut.holds)}:{' '}
      <b>{percentHere(cut)} per cent</b>. Copies that break off look like this.
    </>
  );
}

/** Says of the other files what their headers said; empty where there is nothing to say. */
function othersAreSound(view: View, culprit: Chosen | null): string {
  if (culprit === null) return '';
  const others = allFiles(view.state).filter((file) => file !== culprit);
  if (others.length === 0 || others.some(({ header }) => header.state !== 'sound')) return '';
  if (others.length === 1) return 'The header of the other file is sound.';
  return `The headers of the other ${plural(others.length, 'file', 'files')} are sound.`;
}

function Remedies({ view, stage, culprit }: FailureProps & { readonly culprit: Chosen | null }) {
  const { error } = stage;
  const { method, state, ask, tell } = view;
  const without = culprit === null ? null : runWithout(method, state, culprit);
  // A fault of the file itself is mended by another copy; other faults have remedies of their own.
  const ofTheFile = /^(checkpoint|file)\//.test(error.code);
  const hint =
    error.hint ??
    (error.kind === 'internal'
      ? 'Run it again; if it happens again, send this report to the makers of Offprint.'
      : null);
  return (
    <>
      {hint !== null && (
        <Remedy>
          <b>{hint}</b>
          {ofTheFile && culprit !== null && <Replace view={view} culprit={culprit} />}
        </Remedy>
      )}
      {!ofTheFile && culprit !== null && (
        <Remedy>
          <b>{hint === null ? 'Put another file in its place.' : 'Or put another file in its place.'}</b>
          <Replace view={view} culprit={culprit} />
        </Remedy>
      )}
      {culprit !== null && without !== null && (
        <Remedy>
          <b>Or run without it.</b>
          <button
            class="button"
            type="button"
            data-do="run-without"
            aria-keyshortcuts="r"
            onClick={() => ask({ type: 'run-without', key: culprit.key })}
          >
            {without} <KeyHint name="r" />
          </button>
        </Remedy>
      )}
      {error.code === 'checkpoint/truncated' && culprit !== null && (
        <Remedy>
          <b>If it was complete when you saved it</b>, compare its checksum with the source:
          <code class="checksum">sha256sum {culprit.name}</code>
        </Remedy>
      )}
      <Remedy>
        <b>{culprit === null && hint === null ? 'Go back.' : 'Or go back.'}</b> Files and settings are kept.
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

function Replace({ view, culprit }: { readonly view: View; readonly culprit: Chosen }) {
  const { stage } = view.state;
  // Only a file that broke off is mended by the same file.
  const again = stage.name === 'error' && truncationOf(stage.error) !== null;
  return (
    <div class="drop again" data-replaces={culprit.key}>
      <p>
        {again ? 'Drop ' : 'Drop another file in place of '}
        <span class="mono">{culprit.name}</span>
        {again && ' again'}, or{' '}
        <FileChooser
          label="choose it"
          name={`Choose ${culprit.name} again`}
          id="choose-again"
          take={(given) => view.ask({ type: 'replace', key: culprit.key, given })}
        />
        . The other files and your settings are kept.
      </p>
    </div>
  );
}

function Remedy({ children }: { readonly children?: Child }) {
  return (
    <li>
      <div>{children}</div>
    </li>
  );
}
