import type { Method, VerificationResult } from '@offprint/methods';
import { formatSeconds } from './format.ts';
import { isTool } from './run-words.ts';

/** What *Check it* shows. */
export type CheckState =
  | { readonly name: 'idle' }
  | { readonly name: 'running'; readonly share: number; readonly detail: string }
  | { readonly name: 'checked'; readonly result: VerificationResult }
  | { readonly name: 'failed'; readonly message: string };

/** The command that checks the same. */
export const checkCommand = (method: Pick<Method, 'id'>): string => `npx offprint verify ${method.id}`;

/** *Check it* on the page of a method: computes the paper's claims in the reader's browser. */
export function CheckIt({ method }: { readonly method: Method }) {
  return (
    <check-it data-method={method.id} data-state="idle">
      <CheckBody method={method} state={{ name: 'idle' }} start={() => undefined} stop={() => undefined} />
    </check-it>
  );
}

interface CheckProps {
  readonly method: Pick<Method, 'id' | 'name' | 'paper' | 'source'>;
  readonly state: CheckState;
  readonly start: () => void;
  readonly stop: () => void;
}

export function CheckBody({ method, state, start, stop }: CheckProps) {
  return (
    <>
      <p class="check-lead">
        {isTool(method) ? 'Computes what must hold of' : 'Computes what the paper and its algebra say about'}{' '}
        {method.name} on generated data, and compares. It runs in this browser; nothing is sent.
      </p>
      <noscript>
        <p>Checking in the page needs JavaScript, which is off here.</p>
      </noscript>
      <div class="check-line" data-needs-script>
        {state.name === 'running' ? (
          <>
            <button class="button" type="button" id="check-stop" onClick={stop}>
              Cancel
            </button>
            <progress class="check-bar" max={1} value={state.share} aria-label="Checked so far" />
            <p class="note">{state.detail}</p>
          </>
        ) : (
          <button class="button" type="button" id="check-start" onClick={start}>
            {state.name === 'checked' ? 'Check it again' : 'Check it'}
          </button>
        )}
      </div>
      {state.name === 'failed' && <p class="check-fault">{state.message}</p>}
      {state.name === 'checked' && <Claims result={state.result} />}
      <p class="note check-command">
        The same on the command line: <code>{checkCommand(method)}</code>
      </p>
      <p class="unseen" role="status" id="check-status" />
    </>
  );
}

/** One sentence about the outcome: `All 8 claims hold, in 1.2 s.` */
export function outcomeOf({ rows, seconds }: VerificationResult): string {
  const failed = rows.filter(({ passed }) => !passed).length;
  const time = `in ${formatSeconds(seconds)}`;
  if (failed === 0) return rows.length === 1 ? `The claim holds, ${time}.` : `All ${rows.length} claims hold, ${time}.`;
  return `${failed} of ${rows.length} ${rows.length === 1 ? 'claim does' : 'claims do'} not hold, ${time}.`;
}

function Claims({ result }: { readonly result: VerificationResult }) {
  return (
    <>
      <p class="check-outcome" tabindex={-1} id="check-outcome">
        {outcomeOf(result)}
      </p>
      <table class="check-table">
        <caption>
          {result.title} <span class="note">{result.source}</span>
        </caption>
        <thead>
          <tr>
            <th scope="col">Claim</th>
            <th scope="col">Expected</th>
            <th scope="col">Accepted</th>
            <th scope="col">Got</th>
            <th scope="col">Outcome</th>
          </tr>
        </thead>
        <tbody>
          {result.rows.map(({ claim, expected, accepted, got, passed }) => (
            <tr>
              <th scope="row">{claim}</th>
              <td data-label="expected">{shown(expected)}</td>
              <td data-label="accepted">{acceptedWords(accepted)}</td>
              <td data-label="got">{shown(got)}</td>
              <td data-label="outcome" class={passed ? 'passed' : 'failed'}>
                {passed ? 'holds' : 'does not hold'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** `0.5 to 1.5`, `exactly 41`, or the one accepted word. */
function acceptedWords(accepted: VerificationResult['rows'][number]['accepted']): string {
  if (typeof accepted === 'string') return accepted;
  const [low, high] = accepted;
  return low === high ? `exactly ${shown(low)}` : `${shown(low)} to ${shown(high)}`;
}

/** Up to six significant figures; words as they are. */
function shown(value: string | number): string {
  return typeof value === 'string' ? value : String(Number(value.toPrecision(6)));
}
