import type { ReportNumber } from '../../method.ts';
import { shownName } from './language/model-name.ts';
import type { Recipe } from './language/recipe.ts';

/** A file that went into a merge. */
export interface CardInput {
  /** The model or adapter, as the recipe names it. */
  readonly model: string;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface CardFacts {
  readonly recipe: Recipe;
  /** The recipe as it was given. */
  readonly text: string;
  readonly profile: string;
  readonly offprint: string;
  readonly inputs: readonly CardInput[];
  readonly tensors: { readonly merged: number; readonly copied: number };
  readonly bytes: number;
  readonly numbers: readonly ReportNumber[];
  readonly notices: readonly string[];
  /** Whether libraries for transformers can load it. */
  readonly loads: boolean;
}

/** `organisation/model`, as the hub names models, and not a folder as people call them. */
const hubName = /^(?!(models?|checkpoints?|weights|data|out(put)?s?|merged|tmp)\/)[\w-][\w.-]*\/[\w.-]+$/;

/**
 * The model card of a merge, in the Markdown of model hubs: what it was made of, how, and what came out. The same run
 * gives the same bytes: no times, no paths but those of the recipe.
 */
export function modelCard(facts: CardFacts): string {
  const { recipe, text, profile, inputs, tensors, numbers, notices } = facts;
  const name = recipe.name ?? 'Merged model';
  return [
    frontMatter(facts),
    `# ${name}`,
    '',
    `A merge of ${countOf(modelsOf(recipe).length, 'model')} by \`${recipe.method}\`${recipe.base === null ? '' : ` with \`${shownName(recipe.base)}\` as the base`}, made with Offprint ${facts.offprint} in its profile \`${profile}\`.`,
    '',
    '## Recipe',
    '',
    ...fenced(text),
    '',
    '## What went in',
    '',
    '| model | file | size | SHA-256 |',
    '|---|---|---:|---|',
    ...inputs.map(({ model, file, bytes, sha256 }) => row([model, file, String(bytes), `\`${sha256}\``])),
    '',
    '## What came out',
    '',
    `${countOf(tensors.merged, 'tensor')} merged, ${tensors.copied} taken as they are, ${facts.bytes.toLocaleString('en-GB')} bytes.`,
    ...(numbers.length === 0
      ? []
      : ['', '| figure | value |', '|---|---:|', ...numbers.map((number) => row([number.label, shownNumber(number)]))]),
    ...(notices.length === 0 ? [] : ['', '## Notes', '', ...notices.map((notice) => `- ${notice}`)]),
    '',
  ].join('\n');
}

function modelsOf({ slices }: Recipe): readonly string[] {
  return [...new Set(slices.flatMap(({ sources }) => sources.map(({ model }) => shownName(model))))];
}

function frontMatter({ recipe, loads }: CardFacts): string {
  const models = new Set(
    [recipe.base, ...recipe.slices.flatMap(({ sources }) => sources.map(({ model }) => model))].flatMap((model) =>
      model === null ? [] : [model.model],
    ),
  );
  const onHub = [...models].filter((model) => hubName.test(model));
  return [
    '---',
    ...(onHub.length === 0 ? [] : ['base_model:', ...onHub.map((model) => `  - ${model}`)]),
    ...(loads ? ['library_name: transformers'] : []),
    'tags:',
    '  - merge',
    '---',
    '',
  ].join('\n');
}

function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** The recipe between fences that it does not hold itself. */
function fenced(text: string): readonly string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}yaml`, text.trimEnd(), fence];
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')).join(' | ')} |`;
}

function shownNumber({ value, unit, digits }: ReportNumber): string {
  const options = digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return `${value.toLocaleString('en-GB', options)}${unit === undefined ? '' : ` ${unit}`}`;
}
