/** What a parameter of a merge method may be. */
export interface ParameterRule {
  readonly kind: 'number' | 'switch';
  /** Whether each model has its own. */
  readonly each: boolean;
  /** Undefined where it must be given. */
  readonly default?: number | boolean;
  readonly least?: number;
  readonly most?: number;
  /** Whether it must be above `least` rather than at least as large. */
  readonly above?: boolean;
  /** The only value that does something here, or that does nothing. */
  readonly only?: boolean;
  /** Accepted, though it changes no number. */
  readonly idle?: boolean;
}

/** A merge method of recipes. */
export interface MethodRule {
  /** The rule that merges a tensor, as the engine calls it; null where tensors are only copied or scaled. */
  readonly rule: string | null;
  readonly base: 'needed' | 'optional' | 'none';
  /** Models beside the base. */
  readonly least: number;
  readonly most: number;
  readonly parameters: Readonly<Record<string, ParameterRule>>;
}

const weight: ParameterRule = { kind: 'number', each: true };
const density: ParameterRule = { kind: 'number', each: true, default: 1, least: 0, most: 1, above: true };
const gamma: ParameterRule = { kind: 'number', each: true, default: 0.01, least: 0, most: 1 };
const lambda: ParameterRule = { kind: 'number', each: false, default: 1 };
const normalize = (byDefault: boolean): ParameterRule => ({ kind: 'switch', each: false, default: byDefault });
const rescale = (byDefault: boolean): ParameterRule => ({ kind: 'switch', each: false, default: byDefault });
/** A hint for the memory of another program. */
const int8Mask: ParameterRule = { kind: 'switch', each: false, default: false, idle: true };

const taskVectors = { base: 'needed', least: 1, most: Number.POSITIVE_INFINITY } as const;

/** The merge methods of recipes that run here, with their parameters. */
export const recipeMethods: Readonly<Record<string, MethodRule>> = {
  linear: {
    rule: 'linear',
    base: 'optional',
    least: 1,
    most: Number.POSITIVE_INFINITY,
    parameters: { weight, normalize: normalize(true) },
  },
  task_arithmetic: {
    rule: 'task_arithmetic',
    ...taskVectors,
    parameters: {
      weight,
      lambda,
      normalize: normalize(false),
      // Nothing is made sparse here, so these have nothing to do, there or here.
      density: { ...density, idle: true },
      rescale: { ...rescale(false), idle: true },
      int8_mask: int8Mask,
    },
  },
  ties: {
    rule: 'ties',
    ...taskVectors,
    parameters: {
      weight,
      density,
      lambda,
      normalize: normalize(true),
      rescale: { ...rescale(false), only: false },
      int8_mask: int8Mask,
    },
  },
  dare_linear: {
    rule: 'dare',
    ...taskVectors,
    parameters: { weight, density, lambda, normalize: normalize(false), rescale: rescale(true), int8_mask: int8Mask },
  },
  dare_ties: {
    rule: 'dare',
    ...taskVectors,
    parameters: { weight, density, lambda, normalize: normalize(false), rescale: rescale(true), int8_mask: int8Mask },
  },
  breadcrumbs: {
    rule: 'breadcrumbs',
    ...taskVectors,
    parameters: {
      weight,
      density,
      gamma,
      lambda,
      normalize: normalize(false),
      rescale: rescale(false),
      int8_mask: int8Mask,
    },
  },
  breadcrumbs_ties: {
    rule: 'breadcrumbs',
    ...taskVectors,
    parameters: {
      weight,
      density,
      gamma,
      lambda,
      normalize: normalize(false),
      rescale: rescale(false),
      int8_mask: int8Mask,
    },
  },
  slerp: {
    rule: 'slerp',
    base: 'needed',
    least: 1,
    most: 1,
    parameters: { t: { kind: 'number', each: false, least: 0, most: 1 } },
  },
  model_stock: {
    rule: 'model_stock',
    base: 'needed',
    least: 2,
    most: Number.POSITIVE_INFINITY,
    parameters: { filter_wise: { kind: 'switch', each: false, default: false } },
  },
  passthrough: {
    rule: null,
    base: 'optional',
    least: 1,
    most: 1,
    parameters: { scale: { kind: 'number', each: true, default: 1 } },
  },
};

/** Merge methods that recipes elsewhere name and that are not here, each with the nearest thing that is. */
export const otherMethods: Readonly<Record<string, string>> = {
  della: 'dare_ties drops changes at random too, without regard to their size',
  della_linear: 'dare_linear drops changes at random too, without regard to their size',
  nuslerp: 'slerp interpolates between two models, flattened tensor by flattened tensor',
  multislerp: 'slerp interpolates between two models; linear averages more',
  karcher: 'slerp interpolates between two models; linear averages more',
  sce: 'ties elects signs too, with weights that you give',
  ramplus_tl: 'ties elects signs too',
  nearswap: 'linear with filters mixes two models',
  arcee_fusion: 'ties with a small density keeps the largest changes',
  ram: 'ties elects signs too',
  slice_merge: 'linear with filters mixes models',
};

/** Parameters that only other methods have, for a better message. */
export const knownParameters: readonly string[] = [
  ...new Set(Object.values(recipeMethods).flatMap(({ parameters }) => Object.keys(parameters))),
];
