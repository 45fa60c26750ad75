import { formOf, type Method, methods, parseArguments, parseSettings } from '@offprint/methods';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planOf, typedSettings } from './sheet-plan.ts';
import { type Chosen, initialState, type SheetState, type Typed } from './sheet-state.ts';
import { apiCall, commandLine, shellWord, typescriptCall } from './snippets.ts';

function chosen(key: number, name: string, parts: readonly string[] = [name]): Chosen {
  return {
    key,
    name,
    bytes: 0,
    joins: parts.length > 1 ? name : null,
    folder: null,
    references: parts.map((part) => ({ kind: 'bytes', bytes: new Uint8Array(0), name: part })),
    header: { state: 'reading' },
  };
}

/** What a POSIX shell makes of a command: words, with single quotes and escaped line ends. */
function shellWords(command: string): string[] {
  const words: string[] = [];
  for (const [word] of command.replaceAll('\\\n', ' ').matchAll(/(?:[^\s'\\]|'[^']*'|\\.)+/g)) {
    words.push(word.replaceAll(/'([^']*)'|\\(.)/g, (_, inside?: string, escaped?: string) => inside ?? escaped ?? ''));
  }
  return words;
}

/** Typed values that the method accepts. */
function settingsOf(method: Method): fc.Arbitrary<Record<string, Typed>> {
  const fields = formOf(method).settings.map(
    ({ name, kind, choices, range, default: value }): [string, fc.Arbitrary<unknown>] => {
      if (kind === 'choice') return [name, fc.constantFrom(...(choices ?? []).map((one) => one.value))];
      if (kind === 'switch') return [name, fc.boolean()];
      if (kind === 'number' && range !== undefined)
        return [name, fc.constantFrom(range.min, range.max, (range.min + range.max) / 2)];
      return [name, fc.constant(value)];
    },
  );
  return fc.record(Object.fromEntries(fields)).map(typedSettings);
}

const fileName = fc.stringMatching(/^[a-zé0-9][a-z '"$&();é0-9_-]{0,12}$/).map((stem) => `${stem}.safetensors`);

describe.each([...methods.values()].map((method) => [method.id, method] as const))('%s', (_id, method) => {
  const state = (files: SheetState['files'], settings: Record<string, Typed>): SheetState => ({
    ...initialState(planOf(method)),
    files,
    settings,
  });

  it('gives a command line that means what the form says', () => {
    fc.assert(
      fc.property(settingsOf(method), fc.array(fileName, { minLength: 2, maxLength: 4 }), (settings, names) => {
        const ports = Object.entries(method.files);
        const files = Object.fromEntries(
          ports.map(([port, { max }]) => [port, names.slice(0, max).map((name, key) => chosen(key, name))]),
        );
        const words = shellWords(commandLine(method, state(files, settings)));
        expect(words.slice(0, 4)).toEqual(['npx', 'offprint', 'run', method.id]);
        const parsed = parseArguments(method, words.slice(4));
        expect(parsed.settings).toEqual(parseSettings(method, settings));
        for (const [port, { max }] of ports) expect(parsed.files[port]).toEqual(names.slice(0, max));
        const asked = Object.entries(method.outputs).filter(([, { optional }]) => optional !== true);
        expect(Object.keys(parsed.outputs)).toEqual(asked.map(([port]) => port));
      }),
      { numRuns: 40 },
    );
  });

  it('names files that a reader might have as long as none was chosen', () => {
    const empty = initialState(planOf(method));
    const parsed = parseArguments(method, shellWords(commandLine(method, empty)).slice(4));
    for (const [port, { min }] of Object.entries(method.files)) {
      expect(parsed.files[port]?.length ?? 0).toBeGreaterThanOrEqual(min);
    }
  });

  it('leaves out folded settings that keep their defaults', () => {
    const folded = formOf(method).settings.filter(({ advanced }) => advanced);
    const text = commandLine(method, initialState(planOf(method)));
    for (const { flag } of folded) expect(text).not.toContain(`--${flag} `);
  });

  it('sends the shards of one checkpoint under one number', () => {
    const [port = ''] = Object.keys(method.files);
    const files = { [port]: [chosen(1, 'm', ['m-1-of-2.safetensors', 'm-2-of-2.safetensors'])] };
    const words = shellWords(
      apiCall(method, state(files, planOf(method).defaults as Record<string, Typed>), 'http://127.0.0.1:1'),
    );
    expect(words).toContain(`http://127.0.0.1:1/api/methods/${method.id}/runs`);
    expect(words).toContain(`${port}[0]=@m-1-of-2.safetensors`);
    expect(words).toContain(`${port}[0]=@m-2-of-2.safetensors`);
  });

  it('stands for a sharded checkpoint by its index', () => {
    const [[port, { flag }] = ['', { flag: '' }]] = Object.entries(method.files);
    const files = { [port]: [chosen(1, 'm', ['m-1-of-1.safetensors', 'm.safetensors.index.json'])] };
    const text = commandLine(method, state(files, { ...planOf(method).defaults }));
    expect(text).toContain(`--${flag} m.safetensors.index.json`);
  });

  it('gives TypeScript with literals of the right kind', () => {
    const text = typescriptCall(method, initialState(planOf(method)));
    expect(text).toMatch(/^import \{ \w+ \} from '@offprint\/methods';\n/);
    const { defaults } = planOf(method);
    for (const { name, kind, advanced } of formOf(method).settings) {
      // What is empty is left out.
      if (advanced || defaults[name] === '') continue;
      const quoted = kind === 'choice' || kind === 'text' ? `'.+'` : `[^']+`;
      expect(text).toMatch(new RegExp(`\\n {2}${name}: ${quoted},\\n`));
    }
  });
});

describe('shellWord', () => {
  it.each([
    ['plain-1.safetensors', 'plain-1.safetensors'],
    ['two words', "'two words'"],
    ["it's", `'it'\\''s'`],
    ['$(rm)', "'$(rm)'"],
    ['', "''"],
  ])('writes %j as %s', (word, written) => {
    expect(shellWord(word)).toBe(written);
  });
});
