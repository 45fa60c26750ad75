/** What reads, checks and plans merge configurations, for commands and pages. */
export { type CheckReport, type CheckRequest, checkRecipe, type MergeForecast } from './check.ts';
export { type Problem as RecipeProblem, RecipeError } from './language/problem.ts';
export { parseRecipe, readRecipe } from './language/read-recipe.ts';
export { modelNamesOf, type Recipe } from './language/recipe.ts';
export { hasPart } from './plan/companions.ts';
export type { PlanSettings } from './plan/plan-recipe.ts';
export { indexName, readShardSize } from './plan/shards.ts';
export type { RecipeProfile } from './plan/tensor-rule.ts';
