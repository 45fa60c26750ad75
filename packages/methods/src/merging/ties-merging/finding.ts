import type { LayerReport, TiesReport } from './report.ts';

/** A difference between shallow and deep layers below this, relative to the larger, is not worth a word. */
const noticeable = 0.1;

/**
 * What a report shows, as one sentence: how much stays as in the base, and whether deeper layers change more or less
 * and agree more or less. Says nothing that the numbers do not carry.
 */
export function findingOf(report: TiesReport): string {
  if (report.counted < report.parameters) {
    const done = report.layers.filter(({ counted, parameters }) => counted === parameters).length;
    return `${done} of ${report.layers.length} layers are counted`;
  }
  if (report.touched === 0) return 'No parameter changes: the models equal the base';
  const stays = 1 - report.touched / report.parameters;
  const trend = trendOf(report.layers);
  return trend === '' ? stayWords(stays) : `${stayWords(stays)}; ${trend}`;
}

const tenths = ['', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'];

function stayWords(stays: number): string {
  const rounded = Math.round(stays * 10);
  if (stays === 0) return 'Every parameter changes';
  if (rounded === 0) return 'Nearly every parameter changes';
  if (rounded === 10) return 'Nearly every parameter stays as the base has it';
  if (rounded === 5) return 'Half of the parameters stay as the base has them';
  if (rounded === 1) return 'One in ten parameters stays as the base has it';
  return `${tenths[rounded]} in ten parameters stay as the base has them`;
}

/** Compares the first and the second half of every stack of blocks, all stacks together. */
function trendOf(layers: readonly LayerReport[]): string {
  const stacks = Map.groupBy(
    layers.filter(({ section }) => section !== ''),
    ({ section }) => section,
  );
  const halves = [...stacks.values()].filter((stack) => stack.length >= 2);
  const sum = (half: readonly LayerReport[], key: 'parameters' | 'touched' | 'divided'): number =>
    half.reduce((total, layer) => total + layer[key], 0);
  const shallow = halves.flatMap((stack) => stack.slice(0, Math.floor(stack.length / 2)));
  const deep = halves.flatMap((stack) => stack.slice(Math.ceil(stack.length / 2)));
  const change = direction(
    sum(shallow, 'touched') / sum(shallow, 'parameters'),
    sum(deep, 'touched') / sum(deep, 'parameters'),
  );
  const conflict = direction(
    sum(shallow, 'divided') / sum(shallow, 'touched'),
    sum(deep, 'divided') / sum(deep, 'touched'),
  );
  const changes = change === 0 ? '' : change > 0 ? 'change more' : 'change less';
  const agrees = conflict === 0 ? '' : conflict > 0 ? 'agree less' : 'agree more';
  if (changes === '' && agrees === '') return '';
  return `deeper layers ${[changes, agrees].filter((words) => words !== '').join(', and ')}`;
}

/** 1 if `deep` is noticeably larger, -1 if noticeably smaller, else 0; 0 also where there is nothing to compare. */
function direction(shallow: number, deep: number): -1 | 0 | 1 {
  const difference = (deep - shallow) / Math.max(deep, shallow);
  if (!(Math.abs(difference) >= noticeable)) return 0;
  return difference > 0 ? 1 : -1;
}
