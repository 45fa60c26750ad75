import { definePass, type Rule } from '../../checkpoints/rule.ts';
import { floats } from '../../checkpoints/workspace.ts';

export interface SlerpParameters {
  /** Where between the first model (0) and the second (1). */
  readonly t: number;
}

/** Inner products of the two flattened tensors. */
export interface SlerpFound {
  readonly aa: number;
  readonly bb: number;
  readonly ab: number;
}

/** From this |cosine| on the arc is as good as a line. */
const nearlyParallel = 0.9995;
/** A vector of this norm or less is not normalised. */
const leastNorm = 1e-8;

/** The cosine of the angle between the tensors, 0 where one of them is 0. */
export function cosineOfFound({ aa, bb, ab }: SlerpFound): number {
  const [a, b] = [Math.sqrt(aa), Math.sqrt(bb)];
  const cosine = ab / ((a > leastNorm ? a : 1) * (b > leastNorm ? b : 1));
  return Math.max(-1, Math.min(1, cosine));
}

/**
 * What a and b are multiplied by: sin((1-t)Ω)/sin Ω and sin(tΩ)/sin Ω, or 1-t and t where the tensors are nearly
 * parallel or opposite (Shoemake, “Animating rotation with quaternion curves”, 1985).
 */
export function slerpFactors(
  found: SlerpFound,
  t: number,
): { readonly a: number; readonly b: number; readonly linear: boolean } {
  const cosine = cosineOfFound(found);
  if (Math.abs(cosine) > nearlyParallel) return { a: 1 - t, b: t, linear: true };
  const omega = Math.acos(cosine);
  const sine = Math.sin(omega);
  return { a: Math.sin((1 - t) * omega) / sine, b: Math.sin(t * omega) / sine, linear: false };
}

const measureAngle = definePass<SlerpParameters, SlerpFound, Float64Array>({
  start: () => new Float64Array(3),
  look({ kernels }, { operands, stride, count }, _parameters, _found, sums) {
    const [a, b] = [operands, operands + stride];
    sums[0] += kernels.dot(a, a, count);
    sums[1] += kernels.dot(b, b, count);
    sums[2] += kernels.dot(a, b, count);
  },
  join: (total, part) => total.map((sum, index) => sum + part[index]),
  finish: ([aa, bb, ab]) => ({ aa, bb, ab }),
});

/** Spherical interpolation between two models, tensor by tensor. Norms are not normalised away. */
export const rule: Rule<SlerpParameters, SlerpFound> = {
  name: 'slerp',
  operand: { precise: 'values', mergekit: 'values' },
  nothing: { aa: 0, bb: 0, ab: 0 },
  passes: [measureAngle],
  merge(space, block, { t }, found) {
    const { a, b } = slerpFactors(found, t);
    floats(space, block.merged, block.count).fill(0);
    // An end is returned as it is: 0 times a number would still turn -0 into 0.
    if (a === 1 && b === 0) floats(space, block.merged, block.count).set(floats(space, block.operands, block.count));
    else {
      space.kernels.addScaled(block.operands, a, block.merged, block.count);
      space.kernels.addScaled(block.operands + block.stride, b, block.merged, block.count);
    }
    return {};
  },
  details(found, { t }) {
    const { linear } = slerpFactors(found, t);
    return {
      cosine: cosineOfFound(found),
      'angle in degrees': (180 * Math.acos(cosineOfFound(found))) / Math.PI,
      'interpolated linearly': linear ? 1 : 0,
    };
  },
};
