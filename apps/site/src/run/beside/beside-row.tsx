import { KeyHint } from '../../shell/key-hint.tsx';
import { formatRoughly } from '../format.ts';
import { sampleWords } from '../preview-row.tsx';
import { stem } from '../sheet-plan.ts';
import type { SheetState } from '../sheet-state.ts';
import type { View } from '../view.ts';
import { type Beside, type BesideRow, referenceOf, relatedTo } from './beside.ts';
import type { MergeFigures } from './merge-figures.ts';

/** More models than this find no room in the table; the others are left out of it. */
const MOST_MODELS = 4;

/** A result beside what related methods make of the same files: asked for, not run unasked. */
export function BesideRelated({ view }: { readonly view: View }) {
  const { method, beside, state, ask } = view;
  const related = relatedTo(method);
  if (related.length === 0) return null;
  return (
    <div class="columns sheet-row" id="beside">
      <h3 class="folio side-head">Beside related methods</h3>
      <div class="wide">
        {beside !== null && <Table beside={beside} models={namesOfModels(state)} />}
        {beside !== null && <p class="note beside-note">{notesOn(beside, view)}</p>}
        <div class="save-line">
          {beside?.running === true ? (
            <button class="button" type="button" data-do="beside-stop" onClick={() => ask({ type: 'beside-stop' })}>
              Stop comparing
            </button>
          ) : (
            <>
              <button
                class="button"
                type="button"
                data-do="beside-sample"
                aria-keyshortcuts="m"
                onClick={() => ask({ type: 'beside', extent: 'sample' })}
              >
                {beside === null
                  ? `Compare with ${listed(related.map(({ name }) => name))}`
                  : 'Compare on a sample again'}
                {beside === null && <KeyHint name="m" />}
              </button>
              {beside !== null && (
                <button
                  class="button"
                  type="button"
                  data-do="beside-whole"
                  onClick={() => ask({ type: 'beside', extent: 'whole' })}
                >
                  Compare on the whole files
                  {view.besideSeconds === null ? '' : `, about ${formatRoughly(view.besideSeconds)}`}
                </button>
              )}
            </>
          )}
        </div>
      </div>
    </div>
  );
}

function listed(names: readonly string[]): string {
  if (names.length > 3) return `${names.length} related methods`;
  return names.length === 1 ? `${names[0]}` : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function namesOfModels({ files }: SheetState): readonly string[] {
  return (files['models'] ?? []).map(({ name }) => stem(name));
}

function notesOn({ extent, size }: Beside, { method, state }: View): string {
  const where =
    extent === 'whole' ? 'On the whole files.' : `${size === null ? 'On a sample' : `On ${sampleWords(size)}`}.`;
  const values = `${method.name} with your settings, the others with those that their own pages start with.`;
  const from = `the ${referenceOf(state)}`;
  return `${where} ${values} Changes are from ${from}; a dash is what a method does not report.`;
}

interface Column {
  readonly title: string;
  readonly of: (figures: MergeFigures) => string;
}

const dash = '–';
const percent = (value: number | null): string => (value === null ? dash : `${(100 * value).toFixed(1)} %`);
const figure = (value: number | null | undefined): string =>
  value === null || value === undefined ? dash : value.toPrecision(4);
const cosine = (value: number | null | undefined): string =>
  value === null || value === undefined ? dash : value.toFixed(3);

const columns: readonly Column[] = [
  { title: 'Norm of the change', of: ({ norm }) => figure(norm) },
  { title: 'Sign conflicts', of: ({ conflicts }) => percent(conflicts) },
  { title: 'Kept', of: ({ kept }) => percent(kept) },
];

function Table({ beside, models }: { readonly beside: Beside; readonly models: readonly string[] }) {
  const shown = models.slice(0, MOST_MODELS);
  const perModel: readonly Column[] = [
    ...shown.map(
      (model, at): Column => ({ title: `Distance to ${model}`, of: ({ distances }) => figure(distances?.[at]) }),
    ),
    ...shown.map(
      (model, at): Column => ({ title: `Cosine with ${model}`, of: ({ cosines }) => cosine(cosines?.[at]) }),
    ),
  ];
  return (
    <section class="beside-frame" tabindex={0} aria-label="Related methods on the same files">
      <table class="beside-table" aria-busy={beside.running ? 'true' : 'false'}>
        <thead>
          <tr>
            <td rowspan={2} />
            {columns.map(({ title }) => (
              <th scope="col" rowspan={2}>
                {title}
              </th>
            ))}
            {['Distance to', 'Cosine with the change of'].map((title) => (
              <th scope="colgroup" colspan={shown.length} class="group">
                {title}
              </th>
            ))}
          </tr>
          <tr>
            {[...shown, ...shown].map((model) => (
              <th scope="col" class="mono">
                {model}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {beside.rows.map((row) => (
            <MethodRow row={row} columns={[...columns, ...perModel]} />
          ))}
        </tbody>
      </table>
      {models.length > shown.length && (
        <p class="note">
          The first {shown.length} of {models.length} models.
        </p>
      )}
    </section>
  );
}

function MethodRow({ row, columns: all }: { readonly row: BesideRow; readonly columns: readonly Column[] }) {
  const { method, outcome } = row;
  return (
    <tr data-method={method.id} data-outcome={outcome.name}>
      <th scope="row">
        <a href={`/methods/${method.id}`}>{method.name}</a>
      </th>
      {outcome.name === 'done' &&
        all.map(({ title, of }) => (
          <td class="figures" data-label={title}>
            {of(outcome.figures)}
          </td>
        ))}
      {outcome.name === 'failed' && (
        <td colspan={all.length} class="fault">
          {outcome.error.message}
        </td>
      )}
      {outcome.name === 'running' && <td colspan={all.length}>running</td>}
      {outcome.name === 'waiting' && <td colspan={all.length}>not run yet</td>}
    </tr>
  );
}
