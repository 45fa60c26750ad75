import type { Problem } from './problem.ts';
import { entriesOf, shownNode, textOf, type YamlNode } from './yaml-reader.ts';

/** A model as a recipe names it: a path or a name, perhaps with an adapter. */
export interface ModelName {
  readonly model: string;
  readonly adapter: string | null;
  readonly line: number;
  readonly column: number;
}

/** `model` or `model+adapter`. */
export function shownName({ model, adapter }: Pick<ModelName, 'model' | 'adapter'>): string {
  return adapter === null ? model : `${model}+${adapter}`;
}

export function sameName(a: ModelName, b: ModelName): boolean {
  return shownName(a) === shownName(b);
}

/** Reads `model+adapter`, or a mapping of `model` and `lora`, each text or a mapping with `path`. */
export function readModelName(node: YamlNode, what: string, problems: Problem[]): ModelName | null {
  if (node.kind === 'map') {
    const entries = entriesOf(node, what, ['model', 'lora', 'path', 'revision', 'override_architecture'], problems);
    if (entries.has('path')) return readPath(node, what, problems);
    const model = entries.get('model');
    if (model === undefined) {
      problems.push({
        code: 'recipe/missing',
        ...node.at,
        message: `${what} names no model.`,
        hint: 'Give the path of a folder or file as model.',
      });
      return null;
    }
    const base = readPath(model.value, what, problems);
    const lora = entries.get('lora');
    const adapter =
      lora === undefined || isEmpty(lora.value) ? null : readPath(lora.value, `the adapter of ${what}`, problems);
    return base === null ? null : { ...base, adapter: adapter?.model ?? base.adapter };
  }
  return readPath(node, what, problems);
}

function isEmpty(node: YamlNode): boolean {
  return node.kind === 'value' && node.value === null;
}

function readPath(node: YamlNode, what: string, problems: Problem[]): ModelName | null {
  if (node.kind === 'map') {
    const entries = entriesOf(node, what, ['path', 'revision'], problems);
    const revision = entries.get('revision');
    if (revision !== undefined && !isEmpty(revision.value)) refuseRevision(revision.value, problems);
    const path = entries.get('path');
    return path === undefined ? refuse(node, what, problems) : readPath(path.value, what, problems);
  }
  if (node.kind === 'list') return refuse(node, what, problems);
  const text = textOf(node, what, problems);
  if (text === null) return null;
  if (!text.includes('://') && /@[\w.-]+(\+|$)/.test(text)) {
    refuseRevision(node, problems);
    return null;
  }
  const [model, ...adapters] = text.split('+');
  if (adapters.length > 1 || model === '' || adapters[0] === '') {
    problems.push({
      code: 'recipe/model-name',
      ...node.at,
      message: `${what} is written ${JSON.stringify(text)}.`,
      hint: 'Write a model, or a model and one adapter: path/of/model+path/of/adapter.',
    });
    return null;
  }
  return { model, adapter: adapters[0] ?? null, ...node.at };
}

function refuse(node: YamlNode, what: string, problems: Problem[]): null {
  problems.push({
    code: 'recipe/wrong-type',
    ...node.at,
    message: `${what} must be a path or a name, not ${shownNode(node)}.`,
    hint: 'Give the path of a folder in Hugging Face layout, or of a safetensors file.',
  });
  return null;
}

function refuseRevision(node: YamlNode, problems: Problem[]): void {
  problems.push({
    code: 'recipe/not-supported',
    ...node.at,
    message: 'revisions of a hub are not fetched here.',
    hint: 'Download the model at that revision, and give the path of its folder.',
  });
}
