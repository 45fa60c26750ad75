import { KeyHint } from '../shell/key-hint.tsx';
import { FigureSoFar } from './figure-box.tsx';
import { formatPercent, formatSeconds } from './format.ts';
import { Check, Underway } from './icons.tsx';
import type { Stage } from './sheet-state.ts';
import type { View } from './view.ts';

interface RunningProps {
  readonly view: View;
  readonly stage: Extract<Stage, { name: 'running' }>;
}

/** A run under way: how far, which step, the figure filling in, and Cancel. */
export function Running({ view, stage }: RunningProps) {
  const { progress, stopping } = stage;
  return (
    <>
      <div class="columns bar-row">
        <div class="wide">
          <progress class="bar" max={1} value={progress?.share ?? 0} aria-label="Done so far">
            {formatPercent(progress?.share ?? 0)}
          </progress>
          <p class="bar-words">
            <b>{formatPercent(progress?.share ?? 0)}</b> <Detail text={progress?.detail ?? 'starting'} />
          </p>
        </div>
      </div>
      <div class="columns sheet-row">
        <h3 class="folio side-head">Steps</h3>
        <ol class="text steps">
          {view.method.steps.map((title, place) => (
            <Step title={title} place={place} stage={stage} />
          ))}
        </ol>
        <p class="notes note">It runs in a worker of this browser. The page stays usable, and nothing is sent.</p>
      </div>
      {view.figure !== null && <FigureSoFar drawn={view.figure} />}
      <div class="columns run-row">
        <div class="text run-line">
          <button
            class="button"
            type="button"
            id="cancel-button"
            data-do="cancel"
            aria-keyshortcuts="Escape"
            aria-disabled={stopping ? 'true' : 'false'}
            onClick={() => view.ask({ type: 'cancel' })}
          >
            {stopping ? 'Cancelling' : 'Cancel'} <KeyHint name="Esc" />
          </button>
          {Object.keys(view.method.outputs).length > 0 && <p class="run-cost">Nothing is written until the end.</p>}
        </div>
      </div>
    </>
  );
}

function Step({
  title,
  place,
  stage,
}: {
  readonly title: string;
  readonly place: number;
  readonly stage: RunningProps['stage'];
}) {
  const at = stage.progress?.step ?? 0;
  const seconds = stage.progress?.stepSeconds[place];
  const state = place < at ? 'done' : place === at ? 'underway' : 'to-come';
  return (
    <li class={`step ${state}`} aria-current={state === 'underway' ? 'step' : undefined}>
      {state === 'done' ? <Check /> : state === 'underway' ? <Underway /> : <span class="icon" />}
      <span class="step-title">{title}</span>
      {seconds !== undefined && state !== 'to-come' && (
        <span class="step-time">
          {formatSeconds(seconds)}
          {state === 'underway' && ' so far'}
        </span>
      )}
    </li>
  );
}

/** Names of tensors and files, which are no prose, are set apart from it. */
function Detail({ text }: { readonly text: string }) {
  return (
    <span class="bar-detail">
      {text
        .split(/(\S*\w[._/]\w\S*)/)
        .map((part, place) => (place % 2 === 1 ? <span class="mono">{part}</span> : part))}
    </span>
  );
}
