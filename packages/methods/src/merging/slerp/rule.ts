import { definePass, type Rule } from '../../checkpoints/rule.ts';
import { floats } from '../../checkpoints/workspace.ts';
import { interpolate, type Products } from './slerp.ts';

export interface SlerpParameters {
  /** 0 gives the first model, 1 the second. */
  readonly t: number;
}

interface Found extends Products {
  readonly elements: number;
}

const measure = definePass<SlerpParameters, Found, { aa: number; bb: number; ab: number }>({
  start: () => ({ aa: 0, bb: 0, ab: 0 }),
  look({ kernels }, { operands, stride, count }, _parameters, _found, measured) {
    const [a, b] = [operands, operands + stride];
    measured.aa += kernels.dot(a, a, count);
    measured.bb += kernels.dot(b, b, count);
    measured.ab += kernels.dot(a, b, count);
  },
  join: (total, part) => ({ aa: total.aa + part.aa, bb: total.bb + part.bb, ab: total.ab + part.ab }),
  finish: (total, { elements }) => ({ ...total, elements }),
});

/** Spherical interpolation of two models, tensor by tensor (Shoemake, 1985): float32, rounded at the end in any profile. */
export const rule: Rule<SlerpParameters, Found> = {
  name: 'slerp',
  operand: { precise: 'values', mergekit: 'values' },
  nothing: { aa: 0, bb: 0, ab: 0, elements: 1 },
  passes: [measure],
  merge(space, { operands, stride, merged, count }, { t }, found) {
    const { first, second } = interpolate(t, found);
    const other = operands + stride;
    floats(space, merged, count).set(floats(space, first === 0 ? other : operands, count));
    space.kernels.scale(merged, first === 0 ? second : first, count);
    if (first !== 0 && second !== 0) space.kernels.addScaled(other, second, merged, count);
    return {};
  },
  details(found, { t }) {
    const { cosine, spherical } = interpolate(t, found);
    const { aa, bb, ab, elements } = found;
    return {
      angle: (Math.acos(cosine) * 180) / Math.PI,
      cosine,
      spherical: spherical ? 1 : 0,
      // Means, so that the mean over tensors, weighted by their parameters, is that of the whole model.
      meanSquareOfFirst: aa / elements,
      meanSquareOfSecond: bb / elements,
      meanProduct: ab / elements,
    };
  },
};
