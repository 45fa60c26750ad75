import { describe, expect, it } from 'vitest';
import { commands } from './commands/index.ts';
import { offprint } from './testing/command-line.ts';
import { version } from './version.ts';

describe('help', () => {
  it('shows every command and every exit code', async () => {
    const { code, stdout, stderr } = await offprint('help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const { name, summary } of commands) expect(stdout).toMatch(new RegExp(`^  ${name} +${summary}$`, 'm'));
    for (const exit of [0, 1, 2, 3, 4, 5, 6, 7, 130]) expect(stdout).toMatch(new RegExp(`^ +${exit}  \\w`, 'm'));
    for (const argv of [[], ['--help'], ['-h']]) expect((await offprint(...argv)).stdout).toBe(stdout);
  });

  it('lists the same for programs', async () => {
    const list = JSON.parse((await offprint('help', '--json')).stdout) as Record<string, { name: string }[]>;
    expect(list['commands']?.map(({ name }) => name)).toEqual(commands.map(({ name }) => name));
    expect(list['exitCodes']).toContainEqual({ code: 130, meaning: 'cancelled' });
    expect(JSON.parse((await offprint('--json')).stdout)).toEqual(list);
  });

  it.each(commands.map(({ name }) => name))('shows how %s is used, with an example', async (name) => {
    const { code, stdout } = await offprint('help', name);
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: offprint ${name}`);
    expect(stdout).toMatch(/\nExamples?:\n {2}offprint /);
    expect((await offprint(name, '--help')).stdout).toBe(stdout);
    expect(JSON.parse((await offprint(name, '--help', '--json')).stdout)).toEqual({ help: stdout.trimEnd() });
  });

  it('shows the flags of a method, with an example', async () => {
    const { code, stdout } = await offprint('help', 'run', 'ties-merging');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}--density NUMBER +Density/m);
    expect(stdout).toContain('Example:\n  offprint run ties-merging --base base.safetensors');
    expect((await offprint('run', 'ties-merging', '--help')).stdout).toBe(stdout);
  });
});

it('tells its version', async () => {
  expect((await offprint('--version')).stdout).toBe(`${version}\n`);
  expect(JSON.parse((await offprint('--version', '--json')).stdout)).toEqual({ version });
});

describe('a command line that is wrong', () => {
  const cases: [string[], number, string, string, string][] = [
    [['serch'], 3, 'command/unknown', 'There is no command called serch.', 'Did you mean search?'],
    [['frobnicate'], 3, 'command/unknown', 'There is no command called frobnicate.', 'The commands are serve, search'],
    [
      ['search', 'x', '--limt', '3'],
      2,
      'argument/unknown',
      'offprint search has no option --limt.',
      'Did you mean --limit?',
    ],
    [['search', 'x', '-q'], 2, 'argument/unknown', 'offprint search has no option -q.', 'See: offprint help search'],
    [['search', 'x', '--limit'], 2, 'argument/no-value', '--limit needs a value.', '--limit N'],
    [['search', 'x', '--limit', '--data'], 2, 'argument/no-value', '--limit needs a value.', '--limit N'],
    [['search', 'x', '--data='], 2, 'argument/no-value', '--data needs a value.', '--data FOLDER'],
    [['search', 'x', '--json=yes'], 2, 'argument/takes-no-value', '--json takes no value.', 'Write --json alone.'],
    [['search', 'x', '--limit', '1', '--limit', '2'], 2, 'argument/twice', '--limit was given twice.', 'Give it once.'],
    [
      ['search', 'x', '--limit', '0'],
      2,
      'setting/invalid',
      '--limit must be a whole number from 1 to 100, not 0.',
      '--limit 10',
    ],
    [['search', 'x', '--limit', '1e1'], 2, 'setting/invalid', '--limit must be a whole number', '--limit 10'],
    [['search'], 2, 'command/usage', 'There is nothing to search for.', 'offprint search merging models'],
    [
      ['doctor', 'data'],
      2,
      'argument/stray',
      'offprint doctor has no use for "data".',
      'Usage: offprint doctor [--data FOLDER]',
    ],
    [['replay'], 2, 'command/usage', 'No receipt was named.', 'offprint replay merged.receipt.json'],
    [
      ['replay', 'a', 'b'],
      2,
      'argument/stray',
      'offprint replay has no use for "b".',
      'Usage: offprint replay RECEIPT',
    ],
    [['import'], 2, 'command/usage', 'No file was named.', 'offprint import listing.txt'],
    [['run'], 2, 'command/usage', 'No method was named.', 'offprint run ties-merging --help'],
    [['run', '--density', '0.2'], 2, 'command/usage', 'No method was named.', 'comes first'],
    [
      ['run', 'tis-merging'],
      3,
      'method/not-found',
      'There is no method called tis-merging.',
      'Did you mean ties-merging?',
    ],
    [
      ['run', 'ties-merging', '--densty', '1'],
      2,
      'argument/unknown',
      'TIES-Merging has no flag --densty.',
      'Did you mean --density?',
    ],
    [
      ['help', 'run', 'tis-merging'],
      3,
      'method/not-found',
      'There is no method called tis-merging.',
      'Did you mean ties-merging?',
    ],
    [
      ['verify', 'tis-merging'],
      3,
      'method/not-found',
      'There is no method called tis-merging.',
      'Did you mean ties-merging?',
    ],
    [
      ['serve', '--port', 'http'],
      2,
      'server/invalid-port',
      'The port must be a whole number from 0 to 65535, not http.',
      'PORT=8080',
    ],
    [
      ['serve', '--port', '65536'],
      2,
      'server/invalid-port',
      'The port must be a whole number from 0 to 65535, not 65536.',
      'PORT=8080',
    ],
  ];

  it.each(cases)('%j', async (argv, exit, code, message, hint) => {
    const told = await offprint(...argv);
    expect(told.code).toBe(exit);
    expect(told.stdout).toBe('');
    const lines = told.stderr.trimEnd().split('\n');
    expect(lines[0]).toContain(message);
    expect(lines.at(-2)).toContain(hint);
    expect(lines.at(-1)).toBe(`(${code})`);
    const json = await offprint(...argv, '--json');
    expect(json.code).toBe(exit);
    expect(json.stderr).toBe('');
    expect(JSON.parse(json.stdout)).toMatchObject({
      error: { code, message: expect.stringContaining(message), hint: expect.stringContaining(hint) },
    });
  });
});
