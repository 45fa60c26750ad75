import { readModelName, shownName } from './model-name.ts';
import { type Reading, readOptional, settingsOf } from './reading.ts';
import type { Slice, Source } from './recipe.ts';
import { noSettings, type Settings } from './settings.ts';
import { readLayers } from './slices.ts';
import { entriesOf, itemsOf, shownNode, type YamlEntry, type YamlNode } from './yaml-reader.ts';

/** One of `models`, `slices` and `modules`, as slices. */
export function readBody(
  top: ReadonlyMap<string, YamlEntry>,
  root: YamlNode,
  reading: Reading,
): { readonly slices: readonly Slice[]; readonly moduleParameters: Settings } {
  const { problems } = reading;
  const given = ['models', 'slices', 'modules'].flatMap((key) => top.get(key) ?? []);
  const [only, second] = given;
  if (only === undefined || second !== undefined) {
    problems.push({
      code: second === undefined ? 'recipe/missing' : 'recipe/contradiction',
      ...(second?.at ?? root.at),
      message:
        second === undefined
          ? 'the recipe names neither models nor slices.'
          : `the recipe has both ${only?.key} and ${second.key}.`,
      hint: 'Give models to merge whole models, or slices to put layers together, not both.',
    });
    return { slices: [], moduleParameters: noSettings };
  }
  if (only.key === 'modules') return readModules(only, reading);
  return { slices: readSlices(only, reading), moduleParameters: noSettings };
}

function readModules(entry: YamlEntry, reading: Reading): ReturnType<typeof readBody> {
  const { problems } = reading;
  const none = { slices: [], moduleParameters: noSettings };
  if (entry.value.kind !== 'map' || entry.value.entries.length !== 1) {
    problems.push({
      code: 'recipe/not-supported',
      ...entry.at,
      message: `modules must be one module here, not ${entry.value.kind === 'map' ? entry.value.entries.length : shownNode(entry.value)}.`,
      hint: 'Models of several modules, such as vision and text, are merged whole: give models instead.',
    });
    return none;
  }
  const [{ key, value }] = entry.value.entries;
  const module = entriesOf(value, `module ${key}`, ['models', 'slices', 'parameters'], problems);
  const body = module.get('slices') ?? module.get('models');
  if (body === undefined || (module.has('slices') && module.has('models'))) {
    problems.push({
      code: 'recipe/missing',
      ...value.at,
      message: `module ${key} must have either models or slices.`,
      hint: 'Give one of the two.',
    });
    return none;
  }
  return {
    slices: readSlices(body, reading),
    moduleParameters: settingsOf(module.get('parameters'), `module ${key}`, reading),
  };
}

function readSlices({ key, at, value }: YamlEntry, reading: Reading): readonly Slice[] {
  const { problems } = reading;
  if (key === 'models') {
    const sources = itemsOf(value, 'models', problems).flatMap((node) =>
      readSource(node, 'an entry of models', false, reading),
    );
    return sources.length === 0 ? [] : [{ sources, base: null, parameters: noSettings, line: at.line }];
  }
  return itemsOf(value, 'slices', problems).flatMap((node): Slice[] => {
    const entries = entriesOf(node, 'a slice', ['sources', 'base_model', 'parameters', 'residual_weight'], problems);
    const residual = entries.get('residual_weight');
    if (residual !== undefined) {
      problems.push({
        code: 'recipe/not-supported',
        ...residual.at,
        message: 'residual_weight is not known here.',
        hint: 'Leave it out, or scale tensors with the parameter scale of passthrough.',
      });
    }
    const list = entries.get('sources');
    if (list === undefined) {
      problems.push({
        code: 'recipe/missing',
        ...node.at,
        message: 'a slice has no sources.',
        hint: 'Give sources: a list of models with their layer_range.',
      });
      return [];
    }
    const sources = itemsOf(list.value, 'sources', problems).flatMap((source) =>
      readSource(source, 'a source', true, reading),
    );
    const base = readOptional(entries.get('base_model'), (name) => readModelName(name, 'base_model', problems));
    const parameters = settingsOf(entries.get('parameters'), 'a slice', reading);
    return sources.length === 0 ? [] : [{ sources, base, parameters, line: node.at.line }];
  });
}

function readSource(node: YamlNode, what: string, layered: boolean, reading: Reading): Source[] {
  const { problems } = reading;
  const keys = layered ? ['model', 'layer_range', 'parameters'] : ['model', 'parameters'];
  const entries = entriesOf(node, what, keys, problems);
  const name = entries.get('model');
  if (name === undefined) {
    if (node.kind === 'map') {
      problems.push({
        code: 'recipe/missing',
        ...node.at,
        message: `${what} names no model.`,
        hint: 'Begin it with - model: and the path of a folder.',
      });
    }
    return [];
  }
  const model = readModelName(name.value, 'model', problems);
  const layers = layered ? readLayers(entries.get('layer_range'), node, problems) : null;
  const parameters = settingsOf(entries.get('parameters'), model === null ? what : shownName(model), reading);
  return model === null ? [] : [{ model, layers, parameters, line: node.at.line }];
}
