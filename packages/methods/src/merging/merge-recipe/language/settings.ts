import { nearest } from '../../../nearest.ts';
import { knownParameters, type MethodRule, type ParameterRule } from './methods.ts';
import type { Problem } from './problem.ts';
import { shownNode, type YamlNode } from './yaml-reader.ts';

/** A value of a parameter that may depend on the tensor and the layer. The first condition that fits counts. */
export interface Setting {
  readonly conditions: readonly Condition[];
  /** Line where it is given. */
  readonly line: number;
}

export interface Condition {
  /** A part of the tensor's name; null fits all. */
  readonly filter: string | null;
  /** One value, or a gradient from the first layer to the last. */
  readonly values: readonly (number | boolean)[];
}

/** The parameters given at one level, by name. */
export type Settings = ReadonlyMap<string, Setting>;

export const noSettings: Settings = new Map();

/** The value for a tensor at `depth` (0 the first layer, 1 the last); undefined where no condition fits. */
export function valueAt({ conditions }: Setting, tensor: string, depth: number): number | boolean | undefined {
  const fitting = conditions.find(({ filter }) => filter === null || filter === '*' || tensor.includes(filter));
  if (fitting === undefined) return undefined;
  const { values } = fitting;
  const place = Math.min(1, Math.max(0, depth)) * (values.length - 1);
  const low = Math.floor(place);
  const from = values[low];
  const to = values[Math.min(values.length - 1, low + 1)];
  if (typeof from !== 'number' || typeof to !== 'number') return from;
  const share = place - low;
  return share === 0 ? from : (1 - share) * from + share * to;
}

/** Reads `parameters` of one level, and notes what the method does not have or does not allow. */
export function readSettings(
  node: YamlNode,
  where: string,
  method: { readonly name: string; readonly rule: MethodRule } | null,
  problems: Problem[],
): Settings {
  if (node.kind !== 'map') {
    problems.push({
      code: 'recipe/wrong-type',
      ...node.at,
      message: `the parameters of ${where} must be a mapping, not ${shownNode(node)}.`,
      hint: 'Write each parameter on a line of its own, for example weight: 0.5.',
    });
    return noSettings;
  }
  const settings = new Map<string, Setting>();
  for (const { key, at, value } of node.entries) {
    const rule =
      method !== null && Object.hasOwn(method.rule.parameters, key) ? method.rule.parameters[key] : undefined;
    if (method !== null && rule === undefined) {
      const known = Object.keys(method.rule.parameters);
      const elsewhere = knownParameters.includes(key) ? ' Other methods have one.' : '';
      const near = nearest(key, known);
      problems.push({
        code: 'recipe/unknown-parameter',
        ...at,
        message: `${method.name} has no parameter “${key}”.${elsewhere}`,
        hint: near === undefined ? `It has ${known.join(', ')}.` : `Did you mean ${near}?`,
      });
      continue;
    }
    const conditions = readConditions(value, key, rule ?? null, problems);
    // One that is wrong is given all the same: it is not missing too.
    settings.set(key, { conditions, line: at.line });
  }
  return settings;
}

function readConditions(
  node: YamlNode,
  name: string,
  rule: ParameterRule | null,
  problems: Problem[],
): readonly Condition[] {
  if (node.kind === 'list' && node.items.some(({ kind }) => kind === 'map')) {
    const conditions = node.items.flatMap((item) => readCondition(item, name, rule, problems));
    const last = conditions.findIndex(({ filter }) => filter === null || filter === '*');
    if (last !== -1 && last < conditions.length - 1) {
      problems.push({
        code: 'recipe/unreachable',
        ...node.items[last + 1].at,
        message: `this condition of ${name} is never reached: the one before it has no filter and fits every tensor.`,
        hint: 'Put the entry without a filter last.',
      });
    }
    return conditions;
  }
  if (node.kind === 'map') return readCondition(node, name, rule, problems);
  const values = readValues(node, name, rule, problems);
  return values.length === 0 ? [] : [{ filter: null, values }];
}

function readCondition(
  node: YamlNode,
  name: string,
  rule: ParameterRule | null,
  problems: Problem[],
): readonly Condition[] {
  const refuse = (message: string): readonly Condition[] => {
    problems.push({
      code: 'recipe/wrong-type',
      ...node.at,
      message,
      hint: 'A condition has a value and, but for the last, a filter: a part of the names of tensors, for example mlp.',
    });
    return [];
  };
  if (node.kind !== 'map') {
    return refuse(`${name} mixes conditions with ${shownNode(node)}.`);
  }
  const entries = new Map(node.entries.map((entry) => [entry.key, entry]));
  const stranger = node.entries.find(({ key }) => key !== 'filter' && key !== 'value');
  if (stranger !== undefined) return refuse(`a condition of ${name} has no “${stranger.key}”.`);
  const value = entries.get('value');
  if (value === undefined) return refuse(`a condition of ${name} has no value.`);
  const filter = entries.get('filter')?.value;
  if (
    filter !== undefined &&
    (filter.kind !== 'value' || (filter.value !== null && typeof filter.value !== 'string'))
  ) {
    return refuse(`the filter of ${name} must be text, not ${shownNode(filter)}.`);
  }
  const values = readValues(value.value, name, rule, problems);
  const text = filter?.kind === 'value' && typeof filter.value === 'string' ? filter.value : null;
  return values.length === 0 ? [] : [{ filter: text, values }];
}

function readValues(
  node: YamlNode,
  name: string,
  rule: ParameterRule | null,
  problems: Problem[],
): readonly (number | boolean)[] {
  const items = node.kind === 'list' ? node.items : [node];
  if (items.length === 0) {
    problems.push({
      code: 'recipe/wrong-type',
      ...node.at,
      message: `the gradient of ${name} is empty.`,
      hint: 'Give one value for all layers, or two or more from the first layer to the last.',
    });
  }
  return items.flatMap((item) => {
    const value = readValue(item, name, rule, problems);
    return value === null ? [] : [value];
  });
}

function readValue(
  node: YamlNode,
  name: string,
  rule: ParameterRule | null,
  problems: Problem[],
): number | boolean | null {
  const value = numberIn(node.kind === 'value' ? node.value : null);
  if (rule === null) return typeof value === 'number' || typeof value === 'boolean' ? value : null;
  const allowed = allowedOf(rule);
  if (rule.kind === 'switch') {
    const on = value === 0 || value === 1 ? value === 1 : value;
    if (typeof on === 'boolean' && (rule.only === undefined || on === rule.only)) return on;
  } else if (typeof value === 'number' && Number.isFinite(value)) {
    const { least = -Infinity, most = Infinity, above = false } = rule;
    if ((above ? value > least : value >= least) && value <= most) return value;
  }
  problems.push({
    code: 'recipe/wrong-value',
    ...node.at,
    message: `${name} must be ${allowed}, not ${shownNode(node)}.`,
    hint: `Write for example ${name}: ${rule.kind === 'switch' ? String(rule.only ?? true) : String(exampleOf(rule))}.`,
  });
  return null;
}

/** Numbers in quotes, and those that another reader of YAML takes for text, are numbers. */
function numberIn(value: string | number | boolean | null): string | number | boolean | null {
  const isNumber = typeof value === 'string' && /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i.test(value);
  return isNumber ? Number(value) : value;
}

function allowedOf({ kind, least, most, above, only }: ParameterRule): string {
  if (only !== undefined) return `${only} with this method`;
  if (kind === 'switch') return 'true or false';
  if (least === undefined || most === undefined) return 'a number';
  return above === true ? `a number above ${least} and at most ${most}` : `a number from ${least} to ${most}`;
}

function exampleOf({ least, most }: ParameterRule): number {
  return least === 0 && most === 1 ? 0.5 : 1;
}
