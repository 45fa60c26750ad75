import { shown } from './merge-figure.ts';
import type { Strip } from './strip.ts';

/** How long the merged change of each layer is beside the changes that it was made of. */
export const lengthStrip: Strip = {
  title: 'length of the merged change, relative to the models’',
  value({ norms, merged }) {
    const mean = norms.reduce((sum, norm) => sum + norm, 0) / norms.length;
    return mean === 0 ? null : merged / mean;
  },
  show: shown,
};
