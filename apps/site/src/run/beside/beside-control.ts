import { asOffprintError } from '@offprint/errors';
import { defaultThreads, type Method } from '@offprint/methods';
import { type StartedRun, startRun } from '@offprint/methods/browser';
import type { Sampling } from '../sampling.ts';
import { chosenReferences } from '../sheet-plan.ts';
import type { SheetState } from '../sheet-state.ts';
import { type Beside, type BesideRow, type Extent, referenceOf, relatedTo } from './beside.ts';
import { type MergeFigures, mergeFigures } from './merge-figures.ts';

/** What a method takes of the files: one that needs no base is run without the base of this one. */
function filesFor(method: Method, state: SheetState) {
  return Object.fromEntries(Object.entries(chosenReferences(state)).filter(([port]) => port in method.files));
}

/** Runs related methods on the files of a result, one after another. */
export interface BesideControl {
  /** In place of a comparison that is under way. */
  start(extent: Extent, state: SheetState): void;
  /** Stops what is under way; what was found stays. */
  stop(): void;
  /** To be told of every state of the sheet: a comparison belongs to one result. */
  follow(state: SheetState): void;
}

type Outcome = BesideRow['outcome'];

export function createBesideControl(
  method: Method,
  sampling: Sampling,
  show: (beside: Beside | null) => void,
): BesideControl {
  let beside: Beside | null = null;
  let comparison = 0;
  let whole: StartedRun<{ readonly report: { readonly data: unknown } }> | null = null;
  /** The run whose result the comparison belongs to. */
  let result: number | null = null;

  const put = (next: Beside | null): void => {
    beside = next;
    show(next);
  };
  const putOutcome = (place: number, outcome: Outcome): void => {
    if (beside === null) return;
    const row = beside.rows[place];
    if (row !== undefined) put({ ...beside, rows: beside.rows.with(place, { ...row, outcome }) });
  };

  const onSample = async (other: Method, state: SheetState): Promise<MergeFigures> => {
    // The others start from their own values: a setting of one name need not mean the same in two methods.
    const settings = other === method ? state.settings : {};
    const { run, size } = await sampling.run(state, other, settings, { measure: true });
    if (beside !== null && beside.size === null) put({ ...beside, size });
    return mergeFigures(run.report.data, run.measure, referenceOf(state));
  };

  const onWhole = async (other: Method, state: SheetState): Promise<MergeFigures> => {
    if (other === method && state.stage.name === 'result')
      return mergeFigures(state.stage.result.report.data, null, referenceOf(state));
    whole = startRun(
      other.id,
      { files: filesFor(other, state), settings: {} },
      { threads: defaultThreads(), discard: true },
    );
    const { report } = await whole.result;
    return mergeFigures(report.data, null, referenceOf(state));
  };

  const compare = async (mine: number, extent: Extent, state: SheetState): Promise<void> => {
    for (const [place, { method: other }] of (beside?.rows ?? []).entries()) {
      if (mine !== comparison) return;
      putOutcome(place, { name: 'running' });
      let outcome: Outcome;
      try {
        const figures = await (extent === 'sample' ? onSample(other, state) : onWhole(other, state));
        outcome = { name: 'done', figures };
      } catch (thrown) {
        outcome = { name: 'failed', error: asOffprintError(thrown).toJSON() };
      }
      if (mine !== comparison) return;
      putOutcome(place, outcome);
    }
    if (beside !== null) put({ ...beside, running: false });
  };

  const stop = (): void => {
    comparison += 1;
    whole?.cancel();
    whole = null;
    if (beside?.running !== true) return;
    const rows = beside.rows.map(
      (row): BesideRow => (row.outcome.name === 'running' ? { ...row, outcome: { name: 'waiting' } } : row),
    );
    put({ ...beside, rows, running: false });
  };

  return {
    start(extent, state) {
      stop();
      const rows = [method, ...relatedTo(method)].map(
        (other): BesideRow => ({ method: other, outcome: { name: 'waiting' } }),
      );
      put({ extent, size: null, rows, running: true });
      compare(comparison, extent, state).catch(reportError);
    },
    stop,
    follow({ stage }) {
      const of = stage.name === 'result' ? stage.run : null;
      if (of === result) return;
      result = of;
      stop();
      if (beside !== null) put(null);
    },
  };
}
