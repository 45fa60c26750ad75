import { Failure } from './failure.tsx';
import { culpritOf, headlineOf } from './failure-words.ts';
import { Form } from './form.tsx';
import { formatSeconds, formatTimeLeft } from './format.ts';
import { CropMarks, PlayMark } from './icons.tsx';
import { Result } from './result.tsx';
import { verbOf } from './run-words.ts';
import { Running } from './running.tsx';
import { type RunWord, runWords, statusOf } from './sheet-plan.ts';
import type { View } from './view.ts';

/** The second sheet. It keeps its place in every state. */
export function Sheet({ view }: { readonly view: View }) {
  const { stage } = view.state;
  return (
    <section class="sheet" aria-labelledby="run-title" data-status={statusOf(view.method, view.state)}>
      <CropMarks />
      <Head view={view} />
      {stage.name === 'form' && <Form key="form" view={view} />}
      {stage.name === 'running' && <Running key="running" view={view} stage={stage} />}
      {stage.name === 'result' && <Result key="result" view={view} result={stage.result} />}
      {stage.name === 'error' && <Failure key="error" view={view} stage={stage} />}
      <p class="unseen" role="status" id="run-status" />
    </section>
  );
}

function Head({ view }: { readonly view: View }) {
  const { method, state } = view;
  const { stage } = state;
  const failed = stage.name === 'error';
  return (
    <div class="columns">
      <div class={failed ? 'text sheet-head failed' : 'text sheet-head'}>
        <div class="sheet-headline">
          {!failed && <PlayMark />}
          <h2 class="sheet-title" id="run-title" tabindex={-1}>
            {titleOf(view)}
          </h2>
        </div>
        {stage.name === 'form' && (
          <p class="sheet-lead">
            {method.summary} <span data-needs-script>It works in this page; your files stay on this machine.</span>
          </p>
        )}
        {(stage.name === 'running' || stage.name === 'result') && <Words words={runWords(method, state)} />}
        {stage.name === 'error' && <p class="mono failure-file">{culpritOf(state, stage.error)?.name ?? null}</p>}
      </div>
    </div>
  );
}

/** The title of the sheet in its state; screen readers hear it when the state changes. */
export function titleOf({ method, state }: Pick<View, 'method' | 'state'>): string {
  const { stage } = state;
  const { doing, done } = verbOf(method);
  switch (stage.name) {
    case 'form':
      return `Run ${method.name}`;
    case 'running': {
      const left = formatTimeLeft(stage.progress?.secondsLeft ?? null);
      return left === null ? doing : `${doing}, ${left}`;
    }
    case 'result':
      return `${done} in ${formatSeconds(stage.result.receipt.seconds)}`;
    case 'error':
      return headlineOf(stage.error, stage.ran);
  }
}

function Words({ words }: { readonly words: readonly RunWord[] }) {
  return (
    <p class="sheet-lead">
      {words.map(({ text, name, symbol }, place) => (
        <>
          {place > 0 && ', '}
          {symbol !== undefined && <i class="symbol">{symbol} </i>}
          {text}
          {name !== undefined && (
            <>
              {' '}
              <span class="mono">{name}</span>
            </>
          )}
        </>
      ))}
    </p>
  );
}
