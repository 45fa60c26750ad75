import type { Weighting } from '../../../checkpoints/weighted-sum.ts';
import type { BreadcrumbsParameters } from '../../breadcrumbs/rule.ts';
import type { DareParameters } from '../../dare/rule.ts';
import type { ModelStockParameters } from '../../model-stock/rule.ts';
import type { SlerpParameters } from '../../slerp/rule.ts';
import type { TaskArithmeticParameters } from '../../task-arithmetic/rule.ts';
import type { TiesParameters } from '../../ties-merging/rule.ts';
import type { Problem } from '../language/problem.ts';
import type { Recipe, Source } from '../language/recipe.ts';
import { parameterOf, type Spot, sharedParameterOf } from './resolve.ts';

/** As mergekit computes it, or as the papers of the methods do. */
export type RecipeProfile = 'mergekit' | 'paper';

/** How one tensor is merged: a rule of the engine, with its parameters as plain data. */
export interface TensorRule {
  readonly rule: string;
  readonly parameters: unknown;
}

export interface RuleChoice {
  readonly recipe: Recipe;
  readonly spot: Spot;
  /** The sources that are merged, the base not among them where changes from it are. */
  readonly sources: readonly Source[];
  readonly profile: RecipeProfile;
  readonly seed: number;
}

/** Weights that cancel have no mean. */
const leastDivisor = 1e-8;

/** The rule for a tensor; null, with the problem noted, where a parameter is missing or impossible. */
export function tensorRuleOf(choice: RuleChoice, problems: Problem[]): TensorRule | null {
  const { recipe, spot, sources, profile, seed } = choice;
  const { method } = recipe;
  let fault = false;
  const refuse = (problem: Problem): void => {
    fault = true;
    problems.push(problem);
  };
  const each = (name: string): readonly number[] =>
    sources.map((source) => {
      const value = parameterOf(recipe, spot, source, name);
      if (typeof value === 'number') return value;
      refuse(missing(name, spot.input(source), source.line));
      return 0;
    });
  const shared = (name: string): number => {
    const value = sharedParameterOf(recipe, spot, name);
    if (typeof value === 'number') return value;
    refuse(missing(name, spot.output, spot.slice.line));
    return 0;
  };
  const on = (name: string): boolean => sharedParameterOf(recipe, spot, name) === true;
  const weighting = (): Weighting => {
    const weights = each('weight');
    const normalise = on('normalize');
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const cancels = normalise && Math.abs(sum) < leastDivisor;
    // Where signs are elected, only the weights of the models that agree are added up.
    if (!fault && cancels && !/(^|_)ties$/.test(method) && (profile === 'paper' || method === 'linear')) {
      refuse({
        code: 'recipe/weights-cancel',
        line: sources[0]?.line ?? spot.slice.line,
        column: 1,
        message: `the weights ${weights.join(', ')} add up to 0 and have no mean${where(spot)}.`,
        hint: 'Choose weights that do not cancel, or set normalize: false.',
      });
    }
    return { weights, normalise };
  };
  const rule = ruleOf();
  return fault ? null : rule;

  function ruleOf(): TensorRule {
    switch (method) {
      case 'linear':
        return { rule: 'linear', parameters: weighting() satisfies Weighting };
      case 'task_arithmetic':
        return {
          rule: 'task_arithmetic',
          parameters: { ...weighting(), lambda: shared('lambda') } satisfies TaskArithmeticParameters,
        };
      case 'ties':
        return {
          rule: 'ties',
          parameters: {
            ...weighting(),
            densities: each('density'),
            lambda: shared('lambda'),
            profile,
          } satisfies TiesParameters,
        };
      case 'dare_linear':
      case 'dare_ties':
        return {
          rule: 'dare',
          parameters: {
            ...weighting(),
            densities: each('density'),
            rescale: on('rescale') ? profile : 'none',
            combine: method === 'dare_ties' ? 'ties' : 'linear',
            lambda: shared('lambda'),
            seed,
          } satisfies DareParameters,
        };
      case 'breadcrumbs':
      case 'breadcrumbs_ties':
        return {
          rule: 'breadcrumbs',
          parameters: {
            ...weighting(),
            densities: each('density'),
            gammas: each('gamma'),
            rescale: on('rescale'),
            combine: method === 'breadcrumbs_ties' ? 'ties' : 'linear',
            lambda: shared('lambda'),
          } satisfies BreadcrumbsParameters,
        };
      case 'slerp':
        return { rule: 'slerp', parameters: { t: shared('t') } satisfies SlerpParameters };
      case 'model_stock':
        return {
          rule: 'model_stock',
          parameters: { filterWise: on('filter_wise'), guard: profile === 'paper' } satisfies ModelStockParameters,
        };
      default:
        // Passing a tensor on, scaled: a sum of one, of which the scale is not rounded first.
        return {
          rule: 'task_arithmetic',
          parameters: { weights: each('scale'), normalise: false, lambda: 1 } satisfies TaskArithmeticParameters,
        };
    }
  }
}

function missing(parameter: string, tensor: string, line: number): Problem {
  return {
    code: 'recipe/missing',
    line,
    column: 1,
    message: `no condition of ${parameter} fits tensor “${tensor}”.`,
    hint: `Add an entry without a filter at the end of ${parameter}.`,
  };
}

function where({ output }: Spot): string {
  return output === '' ? '' : `, for example in tensor “${output}”`;
}
