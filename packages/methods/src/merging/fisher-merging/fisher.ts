/**
 * Fisher-weighted averaging on arrays: Matena and Raffel, “Merging Models with Fisher-Weighted Averaging”, NeurIPS 2022,
 * equation 2, with the authors' floor and normalisation, or those of the torch code that others use.
 */

/** Whose details are followed: the authors' code, or MergeLM's, which FusionBench took over. */
export type FisherVariant = 'authors' | 'mergelm';

export interface FisherOptions {
  /** λᵢ, one for each model. */
  readonly coefficients: readonly number[];
  /** Smallest Fisher information; MergeLM adds it, the authors' code takes the larger. */
  readonly floor: number;
  /** Whether only the first model's information has the floor, so that what no task cares about stays as it has it. */
  readonly favourTarget: boolean;
  /** Euclidean norms of the raw information of each model, to divide by; null to take it as it is. */
  readonly norms: readonly number[] | null;
  readonly variant: FisherVariant;
}

/** MergeLM adds this to norms. */
const normFloor = 1e-6;

/** What the information of each model is multiplied by. */
export function fisherWeights({
  coefficients,
  norms,
  variant,
}: Omit<FisherOptions, 'floor' | 'favourTarget'>): number[] {
  if (norms === null) return [...coefficients];
  if (variant === 'authors') return coefficients.map((coefficient, model) => coefficient / norms[model]);
  const inverse = norms.map((norm) => 1 / (norm + normFloor));
  const sum = inverse.reduce((total, value) => total + value, 0);
  return coefficients.map((coefficient, model) => (coefficient * inverse[model]) / sum);
}

/** The information with its floor. */
export function floored(
  value: number,
  model: number,
  { floor, favourTarget, variant }: Pick<FisherOptions, 'floor' | 'favourTarget' | 'variant'>,
): number {
  if (variant === 'mergelm') return value + floor;
  return favourTarget && model > 0 ? value : Math.max(value, floor);
}

/** θ = Σ λᵢ Fᵢ θᵢ / Σ λᵢ Fᵢ for every parameter, in float64. O(models · parameters). */
export function fisherMerge(
  models: readonly ArrayLike<number>[],
  fishers: readonly ArrayLike<number>[],
  options: FisherOptions,
): Float64Array {
  const weights = fisherWeights(options);
  return Float64Array.from({ length: models[0].length }, (_, p) => {
    let sum = 0;
    let total = 0;
    for (const [model, values] of models.entries()) {
      const weight = weights[model] * floored(fishers[model][p], model, options);
      sum += weight * values[p];
      total += weight;
    }
    return sum / total;
  });
}

/** Euclidean norm over all tensors of a model. */
export function fisherNorm(tensors: readonly ArrayLike<number>[]): number {
  let sum = 0;
  for (const tensor of tensors) for (let p = 0; p < tensor.length; p++) sum += tensor[p] * tensor[p];
  return Math.sqrt(sum);
}
