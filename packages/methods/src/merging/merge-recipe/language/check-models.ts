import { sameName, shownName } from './model-name.ts';
import { inOrder, type Problem } from './problem.ts';
import type { Reading } from './reading.ts';
import type { Recipe, Source } from './recipe.ts';
import type { Settings } from './settings.ts';
import type { YamlNode } from './yaml-reader.ts';

/** How many models there are, and whether one of them is the base. */
export function checkModels(
  recipe: Recipe,
  method: NonNullable<Reading['method']>,
  root: YamlNode,
  problems: Problem[],
): void {
  const { name, rule } = method;
  for (const slice of recipe.slices) {
    const base = slice.base ?? recipe.base;
    if (rule.base === 'needed' && base === null) {
      problems.push({
        code: 'recipe/missing',
        ...root.at,
        message: `${name} needs a base_model.`,
        hint: 'Name the model that the others were fine-tuned from, or the first of the two for slerp.',
      });
      return;
    }
    const isBase = ({ model }: Source): boolean => base !== null && sameName(model, base);
    const others = rule.base === 'needed' ? slice.sources.filter((source) => !isBase(source)) : slice.sources;
    const place = { line: slice.line, column: 1 };
    if (rule.base === 'needed' && base !== null && slice.sources[0].layers !== null && !slice.sources.some(isBase)) {
      problems.push({
        code: 'recipe/models',
        ...place,
        message: `the base ${shownName(base)} is not among the sources of this slice.`,
        hint: 'List it with the layer_range that the other sources are compared with.',
      });
      continue;
    }
    if (others.length < rule.least || others.length > rule.most) {
      const wanted = rule.least === rule.most ? String(rule.least) : `at least ${rule.least}`;
      problems.push({
        code: 'recipe/models',
        ...place,
        message: `${name} takes ${wanted} model${rule.least === 1 ? '' : 's'}${rule.base === 'needed' ? ' beside the base' : ''}, and ${others.length} ${others.length === 1 ? 'is' : 'are'} given.`,
        hint: others.length < rule.least ? 'Add models.' : 'Leave some out, or choose another merge_method.',
      });
    }
    const names = slice.sources.map(({ model }) => shownName(model));
    const twice = names.find((one, index) => names.indexOf(one) !== index);
    if (twice !== undefined && recipe.slices.length === 1 && slice.sources[0].layers === null) {
      problems.push({
        code: 'recipe/models',
        line: slice.sources[names.lastIndexOf(twice)].line,
        column: 1,
        message: `${twice} is given twice.`,
        hint: 'Give each model once; a larger weight does the same.',
      });
    }
  }
}

/** Parameters without a default must be given at some level for every model. */
export function checkRequired(
  recipe: Recipe,
  { name, rule }: NonNullable<Reading['method']>,
  problems: Problem[],
): void {
  for (const slice of recipe.slices) {
    const base = slice.base ?? recipe.base;
    const levels = [slice.parameters, recipe.moduleParameters, recipe.parameters];
    for (const [parameter, { each, default: byDefault }] of Object.entries(rule.parameters)) {
      if (byDefault !== undefined || levels.some((level) => level.has(parameter))) continue;
      const sources = slice.sources.filter(
        ({ model, parameters }) =>
          !parameters.has(parameter) && !(rule.base === 'needed' && base !== null && sameName(model, base)),
      );
      const missing = each ? sources : [slice];
      for (const place of missing) {
        const of = 'model' in place ? ` for ${shownName(place.model)}` : '';
        problems.push({
          code: 'recipe/missing',
          line: place.line,
          column: 1,
          message: `${name} needs the parameter ${parameter}${of}.`,
          hint: `Add ${parameter} to its parameters, or once for all to the parameters of the recipe.`,
        });
      }
    }
  }
}

/** Settings that are accepted and change nothing, so that nobody waits for their effect. */
export function idleSettings(recipe: Recipe, { name, rule }: NonNullable<Reading['method']>): Problem[] {
  const sources = recipe.slices.flatMap((slice) => slice.sources);
  const levels = [recipe, ...recipe.slices].map(({ parameters }) => parameters);
  const idle = (settings: Settings, inSource: boolean): Problem[] =>
    [...settings].flatMap(([parameter, { line }]): Problem[] => {
      const { each, idle: always = false } = rule.parameters[parameter];
      const misplaced = inSource && !each;
      if (!misplaced && (!always || parameter === 'int8_mask')) return [];
      const message = misplaced
        ? `${parameter} is one number for the whole merge; for a single model it changes nothing.`
        : `${parameter} changes nothing in ${name}.`;
      const hint = misplaced ? 'Move it to the parameters of the recipe or of the slice.' : 'Leave it out.';
      return [{ code: 'recipe/no-effect', line, column: 1, message, hint }];
    });
  return inOrder([
    ...[...levels, recipe.moduleParameters].flatMap((settings) => idle(settings, false)),
    ...sources.flatMap(({ parameters }) => idle(parameters, true)),
  ]);
}
