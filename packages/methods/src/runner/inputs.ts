import { InputError } from '@offprint/errors';
import { type Checkpoint, openCheckpoint, type SourceReference } from '@offprint/files';
import { locate } from '#locate';
import type { FileInput, FilePorts, InputsOf, Method, RawInputs, RunInput, SettingPorts } from '../method.ts';
import { nearest } from '../nearest.ts';
import type { FilePort } from '../ports.ts';
import { parseSettings } from './settings.ts';

/** What a caller of `method.run` gave, in the form that crosses workers. */
export async function rawInputs<F extends FilePorts, S extends SettingPorts>(
  method: Pick<Method<F, S>, 'files' | 'settings'>,
  input: RunInput<F, S>,
): Promise<RawInputs> {
  const files: Record<string, readonly (readonly SourceReference[])[]> = {};
  const settings: Record<string, unknown> = {};
  for (const [name, value] of Object.entries<unknown>(input)) {
    const port = method.files[name];
    if (port === undefined) settings[name] = value;
    else if (value !== undefined) {
      // The type of `RunInput` gives a port of many a list, and any other port a single file.
      const given = port.many ? (value as readonly FileInput[]) : [value as FileInput];
      files[name] = await Promise.all(given.map(referencesOf));
    }
  }
  return { files, settings };
}

function isList(input: FileInput): input is readonly SourceReference[] {
  return Array.isArray(input);
}

async function referencesOf(input: FileInput): Promise<readonly SourceReference[]> {
  if (typeof input === 'string') return locate(input);
  if (input instanceof Uint8Array) return [{ kind: 'bytes', bytes: input, name: 'bytes in memory' }];
  if (input instanceof Blob)
    return [{ kind: 'blob', blob: input, name: input instanceof File ? input.name : 'a blob' }];
  return isList(input) ? input : [input];
}

/**
 * Checks how many files each port was given.
 * @throws InputError `input/unknown`, `input/missing`, `input/too-many`.
 */
export function checkCounts(method: Pick<Method, 'name' | 'files'>, files: RawInputs['files']): void {
  const known = Object.keys(method.files);
  const stranger = Object.keys(files).find((name) => !known.includes(name));
  if (stranger !== undefined) {
    throw new InputError('input/unknown', `${method.name} takes no file called ${stranger}.`, {
      hint: `Did you mean ${nearest(stranger, known) ?? known.join(' or ')}?`,
      where: { input: stranger },
    });
  }
  for (const [name, port] of Object.entries(method.files)) {
    const count = files[name]?.length ?? 0;
    if (count < port.min) throw tooFew(name, port, count);
    if (count > port.max) {
      throw new InputError(
        'input/too-many',
        `${port.title} (${name}): ${count} were given, at most ${port.max} can be.`,
        {
          hint: `Leave ${count - port.max} out.`,
          where: { input: name, given: count, most: port.max },
        },
      );
    }
  }
}

function tooFew(name: string, port: FilePort, count: number): InputError {
  const message =
    count === 0
      ? `${port.title} (${name}) is missing.`
      : `${port.title} (${name}): ${count} was given, at least ${port.min} are needed.`;
  return new InputError('input/missing', message, {
    hint: port.min === 1 ? 'Add a safetensors file.' : `Add at least ${port.min - count} more safetensors files.`,
    where: { input: name, given: count, least: port.min },
  });
}

/** Inputs that are open. */
export interface OpenInputs<F extends FilePorts, S extends SettingPorts> {
  readonly inputs: InputsOf<F, S>;
  /** By port, in the order given. */
  readonly checkpoints: Readonly<Record<string, readonly Checkpoint[]>>;
  close(): Promise<void>;
}

/**
 * Validates settings and counts, then opens every checkpoint, which checks its header.
 * @throws InputError; whatever was opened before is closed.
 */
export async function openInputs<F extends FilePorts, S extends SettingPorts>(
  method: Method<F, S>,
  raw: RawInputs,
): Promise<OpenInputs<F, S>> {
  const settings = parseSettings(method, raw.settings);
  checkCounts(method, raw.files);
  const opened: Checkpoint[] = [];
  const close = async (): Promise<void> => {
    for (const checkpoint of opened) await checkpoint.close();
  };
  const checkpoints: Record<string, readonly Checkpoint[]> = {};
  const inputs: Record<string, unknown> = { ...settings };
  try {
    for (const [name, port] of Object.entries(method.files)) {
      const list: Checkpoint[] = [];
      for (const references of raw.files[name] ?? []) {
        const checkpoint = await openCheckpoint(references);
        opened.push(checkpoint);
        list.push(checkpoint);
      }
      checkpoints[name] = list;
      inputs[name] = port.many ? list : list[0];
    }
  } catch (thrown) {
    await close();
    throw thrown;
  }
  // Every port was filled above in the shape that its descriptor fixes.
  return { inputs: inputs as InputsOf<F, S>, checkpoints, close };
}
