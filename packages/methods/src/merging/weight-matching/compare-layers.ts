import { InputError } from '@offprint/errors';
import { type Alignment, sidesOf, vectorsOf } from './alignment.ts';
import type { Maps } from './check-piece.ts';
import type { MatchingReport } from './report.ts';
import type { AlignItem } from './tasks.ts';
import { step, type Work } from './work.ts';

/** Larger layers do not fit beside each other into memory as float64. */
const largestLayer = 2 ** 26;
/** Most layers whose singular vectors are compared, spread evenly over the network. */
const mostLayers = 12;

/** Adds to the report how the singular vectors of the layers lie to each other, before and after. */
export async function compareLayers(work: Work, maps: Maps): Promise<void> {
  const { plan, pair, files, settings, context } = work;
  const { axes } = plan.specification;
  const all = pair.floats.flatMap((tensor): AlignItem[] => {
    const { name, shape } = tensor.base;
    const list = axes[name] ?? [];
    if (shape.length < 2 || list.every((axis) => axis === null)) return [];
    const split = list[0] !== null || list[1] !== null ? 1 : shape.length - 1;
    return [{ files, tensor, matrix: { shape, split }, maps: maps[name] ?? shape.map(() => null) }];
  });
  const fitting = all.filter(({ tensor }) => tensor.base.elements <= largestLayer);
  const stride = Math.max(1, fitting.length / mostLayers);
  const items = fitting.filter((_, index) => Math.floor(index / stride) !== Math.floor((index - 1) / stride));
  const found: Alignment[] = [];
  await context.map<AlignItem, Alignment>('align', items, (alignment, index) => {
    found.push(alignment);
    work.progress(step.compare, index + 1, items.length, items[index].tensor.base.name);
  });
  work.add({
    layers: items.map(({ tensor, matrix }, index) => {
      const [rows, columns] = sidesOf(matrix);
      const { large, before, after } = found[index];
      return { tensor: tensor.base.name, rows, columns, vectors: vectorsOf(matrix), large, before, after };
    }),
    layersSkipped: all.length - items.length,
    picture: pictureOf(items, found, settings.layer),
  });
}

/** The matrices of the layer asked for, or of the one whose vectors came closest. */
function pictureOf(
  items: readonly AlignItem[],
  found: readonly Alignment[],
  wanted: string,
): MatchingReport['picture'] {
  const names = items.map(({ tensor }) => tensor.base.name);
  if (wanted !== '' && !names.includes(wanted)) {
    throw new InputError('matching/layer', `The singular vectors of “${wanted}” were not compared.`, {
      hint: names.length === 0 ? 'Leave the setting layer empty.' : `Choose one of ${names.join(', ')}.`,
      where: { setting: 'layer' },
    });
  }
  const gain = ({ before, after }: Alignment): number => after - before;
  const best = found.reduce((most, one, index) => (gain(one) > gain(found[most]) ? index : most), 0);
  const index = wanted === '' ? best : names.indexOf(wanted);
  if (found.length === 0) return null;
  const { side, before, after } = found[index].pictures;
  return { tensor: names[index], side, before: [...before], after: [...after] };
}
