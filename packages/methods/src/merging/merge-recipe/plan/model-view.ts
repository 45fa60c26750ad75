import type { Checkpoint } from '@offprint/files';
import type { FloatEntry } from '../../../checkpoints/tensors.ts';
import { type ModelName, shownName } from '../language/model-name.ts';
import type { Problem } from '../language/problem.ts';
import { modelNamesOf, type Recipe } from '../language/recipe.ts';
import { isAdapter, type ModelTensor, type ModelTensors, withAdapter } from './adapter.ts';
import { type JsonObject, parseObject, readCompanion } from './companions.ts';
import { type LayerList, layerCountKeys, layerListsOf } from './layer-lists.ts';

/** A model of a recipe as the plan sees it, adapter included. */
export interface ModelView {
  /** As the recipe writes it. */
  readonly name: string;
  readonly checkpoint: Checkpoint;
  readonly tensors: ModelTensors;
  /** Text of `config.json`, and what it says; null where there is none. */
  readonly configText: string | null;
  readonly config: JsonObject | null;
  readonly lists: readonly LayerList[];
}

/** All models that a recipe names, by the names as they are shown. */
export async function viewModels(
  recipe: Recipe,
  checkpoints: readonly Checkpoint[],
  problems: Problem[],
): Promise<ReadonlyMap<string, ModelView>> {
  const files = new Map(modelNamesOf(recipe).map((name, index) => [name, index] as const));
  const views = new Map<string, ModelView>();
  for (const name of namesIn(recipe)) {
    if (views.has(shownName(name))) continue;
    const file = files.get(name.model) ?? 0;
    const checkpoint = checkpoints[file];
    const own: ModelTensors = new Map(
      [...checkpoint.tensors].map(([key, entry]) => [key, { file, entry } satisfies ModelTensor]),
    );
    if (isAdapter(checkpoint.tensors.keys())) {
      problems.push({
        code: 'recipe/adapter',
        line: name.line,
        column: name.column,
        message: `${name.model} is an adapter, not a model.`,
        hint: `Name the model that it was trained on before it: path/of/model+${name.model}.`,
      });
      continue;
    }
    const configText = await readCompanion(checkpoint, 'config.json');
    const tensors = name.adapter === null ? own : await addAdapter(own, name, checkpoints, files, problems);
    views.set(shownName(name), {
      name: shownName(name),
      checkpoint,
      tensors,
      configText,
      config: parseObject(configText),
      lists: layerListsOf(tensors.keys()),
    });
  }
  return views;
}

/** Every model that the recipe names, in the order of its text. */
function namesIn({ base, slices, tokenizer }: Recipe): readonly ModelName[] {
  return [
    base,
    ...slices.flatMap((slice) => [slice.base, ...slice.sources.map(({ model }) => model)]),
    tokenizer,
  ].filter((name) => name !== null);
}

async function addAdapter(
  own: ModelTensors,
  name: ModelName,
  checkpoints: readonly Checkpoint[],
  files: ReadonlyMap<string, number>,
  problems: Problem[],
): Promise<ModelTensors> {
  const file = files.get(name.adapter ?? '') ?? 0;
  const adapter = checkpoints[file];
  const config = parseObject(await readCompanion(adapter, 'adapter_config.json'));
  const { tensors, faults } = withAdapter(own, adapter, file, config);
  const [first] = faults;
  if (first !== undefined) {
    const more =
      faults.length === 1
        ? ''
        : ` There ${faults.length === 2 ? 'is 1 more fault' : `are ${faults.length - 1} more faults`} of it.`;
    problems.push({
      code: 'recipe/adapter',
      line: name.line,
      column: name.column,
      message: `the adapter ${name.adapter} ${first.message}.${more}`,
      hint: first.hint,
    });
  }
  return tensors;
}

/** The part of `config.json` that describes the language model, of several if the model has several. */
export function textConfigOf(config: JsonObject | null): JsonObject {
  const inner = config?.['text_config'];
  return { ...config, ...(typeof inner === 'object' && inner !== null ? (inner as JsonObject) : {}) };
}

/** Numbers of layers that `config.json` names. */
export function layerCountsOf(config: JsonObject | null): readonly number[] {
  const text = textConfigOf(config);
  return layerCountKeys.flatMap((key) => (typeof text[key] === 'number' ? [text[key]] : []));
}

/** Names of the weights that turn hidden states into words, and of those that turn words into hidden states. */
const outputEmbedding = /(^|\.)(lm_head|embed_out|output_layer)\.weight$|^output\.weight$/;
const inputEmbedding = /(^|\.)(embed_tokens|wte|embed_in|word_embeddings|tok_embeddings|shared)\.weight$/;

/**
 * The tensor of that name; where a model ties its two vocabulary weights and stores one of them, that one.
 * @returns undefined if the model has no such tensor
 */
export function tensorOf(
  view: ModelView,
  name: string,
): { readonly tensor: ModelTensor; readonly tied: boolean } | undefined {
  const found = view.tensors.get(name);
  if (found !== undefined) return { tensor: found, tied: false };
  const tiedByConfig = textConfigOf(view.config)['tie_word_embeddings'] !== false;
  if (!tiedByConfig || !outputEmbedding.test(name)) return undefined;
  for (const [other, tensor] of view.tensors) if (inputEmbedding.test(other)) return { tensor, tied: true };
  return undefined;
}

export function isOutputEmbedding(name: string): boolean {
  return outputEmbedding.test(name);
}

/** Rows of the weight that turns words into hidden states. */
export function vocabularyRows(tensors: Iterable<readonly [string, readonly number[]]>): number | null {
  for (const [name, shape] of tensors) if (inputEmbedding.test(name) && shape.length === 2) return shape[0];
  return null;
}

export type FloatTensor = ModelTensor & { readonly entry: FloatEntry };
