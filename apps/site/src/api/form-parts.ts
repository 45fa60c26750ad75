import path from 'node:path';
import { InputError } from '@offprint/errors';
import type { Method, RawInputs } from '@offprint/methods';

/** Where a file of a form belongs. */
interface Place {
  readonly port: string;
  /** `2` of `models[2]`; files with one number are the shards of one checkpoint. */
  readonly number: number | undefined;
}

/** One checkpoint of a port, as its files arrive. */
interface Group {
  readonly number: number | undefined;
  readonly files: { kind: 'path'; path: string }[];
}

/** File systems allow 255 bytes; the ending, which says what a file is, must stay. */
const mostNameCharacters = 120;

/** A name without folders and without characters that mean something to a system. */
export function safeName(given: string): string {
  const name = path
    .basename(given.replaceAll('\\', '/'))
    .replace(/[^\w.+-]/g, '_')
    .slice(-mostNameCharacters)
    .replace(/^\./, '_');
  return name === '' ? 'unnamed' : name;
}

/** Collects the parts of a form into the inputs of a method. */
export function formParts(method: Method) {
  const ports = new Map<string, Group[]>();
  const settings = new Map<string, string>();
  const known = Object.keys(method.files);

  /** `models` is a checkpoint of its own; `models[2]` joins the other files of that name. */
  const placeOf = (field: string): Place => {
    const match = /^([A-Za-z]+)(?:\[(\d{1,3})\])?$/.exec(field);
    const port = match?.[1] ?? '';
    if (!known.includes(port)) {
      throw new InputError('request/unknown-file', `${method.name} takes no file called ${field.slice(0, 40)}.`, {
        hint: `Its files are ${known.join(', ')}; the shards of one checkpoint share a name such as ${known[0]}[0].`,
        where: { field: field.slice(0, 40) },
      });
    }
    return { port, number: match?.[2] === undefined ? undefined : Number(match[2]) };
  };

  return {
    /** @throws InputError `request/unknown-file` */
    addFile(field: string, file: string): void {
      const { port, number } = placeOf(field);
      const groups = ports.get(port) ?? [];
      ports.set(port, groups);
      const group = number === undefined ? undefined : groups.find((other) => other.number === number);
      if (group === undefined) groups.push({ number, files: [{ kind: 'path', path: file }] });
      else group.files.push({ kind: 'path', path: file });
    },

    /** @throws InputError `request/not-a-file`, `request/setting-twice` */
    addSetting(name: string, value: string): void {
      if (known.includes(name)) {
        throw new InputError('request/not-a-file', `The part ${name} is text, not a file.`, {
          hint: `With curl, a file needs an @: -F ${name}=@file.safetensors`,
          where: { field: name },
        });
      }
      if (settings.has(name)) {
        throw new InputError('request/setting-twice', `The setting ${name.slice(0, 40)} was sent twice.`, {
          hint: 'Send it once.',
          where: { setting: name.slice(0, 40) },
        });
      }
      settings.set(name, value);
    },

    /** The checkpoints of a port in the order of their numbers; those without one follow as they came. */
    inputs(): RawInputs {
      const last = Number.POSITIVE_INFINITY;
      const inOrder = (groups: readonly Group[]): Group[] =>
        // Two without numbers stay as they came: the sort is stable, and NaN counts as equal.
        groups.toSorted((a, b) => (a.number ?? last) - (b.number ?? last) || 0);
      return {
        files: Object.fromEntries(
          [...ports].map(([port, groups]) => [port, inOrder(groups).map(({ files }) => files)]),
        ),
        settings: Object.fromEntries(settings),
      };
    },
  };
}
