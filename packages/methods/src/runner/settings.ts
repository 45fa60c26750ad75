import { InputError } from '@offprint/errors';
import type { Json } from '../json.ts';
import type { FilePorts, Method, SettingPorts, SettingsOf } from '../method.ts';
import { nearest } from '../nearest.ts';
import type { SettingPort } from '../ports.ts';

type Described<F extends FilePorts, S extends SettingPorts> = Pick<Method<F, S>, 'name' | 'settings'>;

/**
 * Settings as a method wants them, from what a form, a command line or a request gave: strings or JSON values.
 * A setting that is absent takes its default.
 * @throws InputError `setting/invalid` (names the setting, what was given, what is allowed) or `setting/unknown`.
 */
export function parseSettings<F extends FilePorts, S extends SettingPorts>(
  method: Described<F, S>,
  raw: Readonly<Record<string, unknown>>,
): SettingsOf<S> {
  const known = Object.keys(method.settings);
  const stranger = Object.keys(raw).find((name) => !known.includes(name));
  if (stranger !== undefined) throw unknown(method.name, stranger, known);
  const values = Object.entries(method.settings).map(([name, port]) => [name, parseSetting(name, port, raw[name])]);
  // Each value was checked against the schema of its own port, which is what the type says.
  return Object.fromEntries(values) as SettingsOf<S>;
}

/** One setting; `undefined` is its default. */
export function parseSetting<T extends Json>(name: string, port: SettingPort<T>, given: unknown): T {
  if (given === undefined) return port.default;
  const value = typeof given === 'string' ? fromText(given, port) : given;
  const parsed = port.schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const shown = typeof given === 'string' ? `"${given}"` : (JSON.stringify(given) ?? String(given));
  const message = `${port.title} (${name}) is ${shown === '""' ? 'empty' : shown}, but must be ${port.allowed}.`;
  throw new InputError('setting/invalid', message, {
    hint: `Its default is ${JSON.stringify(port.default)}.`,
    where: { setting: name, given: shown, allowed: port.allowed },
  });
}

const numberPattern = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Numbers as people write them; `Number` alone would take an empty field for 0 and `0x10` for 16. */
function toNumber(text: string): number | string {
  return numberPattern.test(text) ? Number(text) : text;
}

function fromText(given: string, port: Pick<SettingPort, 'kind'>): unknown {
  const text = given.trim();
  switch (port.kind) {
    case 'number':
    case 'integer':
    case 'seed':
      return toNumber(text);
    case 'numbers':
      return text === '' ? [] : text.split(/\s*,\s*|\s+/).map(toNumber);
    case 'switch':
      return text === 'true' || text === 'on' ? true : text === 'false' || text === 'off' ? false : text;
    case 'choice':
      return text;
    case 'text':
      return given;
  }
}

function unknown(method: string, stranger: string, known: readonly string[]): InputError {
  const near = nearest(stranger, known);
  return new InputError('setting/unknown', `${method} has no setting called ${stranger}.`, {
    hint: near === undefined ? `Its settings are ${known.join(', ')}.` : `Did you mean ${near}?`,
    where: { setting: stranger, nearest: near ?? null },
  });
}
