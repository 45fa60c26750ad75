import type { Method, VerificationResult } from '@offprint/methods';
import type { Command } from '../command.ts';
import { doesNotHold } from '../failure.ts';
import { finish } from '../follow-run.ts';
import type { Terminal } from '../terminal.ts';

function shown(value: string | number): string {
  return typeof value === 'string' ? value : String(Number(value.toPrecision(6)));
}

function accepted(range: readonly [number, number] | string): string {
  if (typeof range === 'string') return range;
  return range[0] === range[1] ? shown(range[0]) : `${shown(range[0])} to ${shown(range[1])}`;
}

function print(terminal: Terminal, method: Method, { title, source, rows, seconds }: VerificationResult): void {
  terminal.line(`${method.name}: ${title} (${source})`);
  for (const { claim, expected, accepted: range, got, passed } of rows) {
    terminal.line(`  ${passed ? 'holds ' : 'FAILS '}  ${claim}`);
    terminal.line(`          expected ${shown(expected)}; accepted ${accepted(range)}; got ${shown(got)}`);
  }
  terminal.line(`  ${rows.filter((row) => row.passed).length} of ${rows.length} hold, ${seconds.toFixed(1)} s`);
}

export const verify: Command = {
  name: 'verify',
  summary: "Check the claims of a method's paper by computing them here.",
  synopsis: '[METHOD…]',
  mostArguments: Number.POSITIVE_INFINITY,
  options: {},
  notes: [`Without a method, all are checked. The exit code is ${doesNotHold} if a claim does not hold.`],
  examples: ['offprint verify', 'offprint verify ties-merging --json'],
  async run(args, terminal) {
    const { findMethod, methods } = await import('@offprint/methods');
    const { startVerification } = await import('@offprint/methods/node');
    const chosen = args.positionals.length === 0 ? [...methods.values()] : args.positionals.map((id) => findMethod(id));
    const results: ({ method: string } & VerificationResult)[] = [];
    for (const method of chosen) {
      const started = startVerification(method, {
        onProgress: (share, detail) => terminal.progress(share, `${method.name}: ${detail}`),
      });
      const result = await finish(started, terminal);
      print(terminal, method, result);
      results.push({ method: method.id, ...result });
    }
    const holds = results.every(({ rows }) => rows.every((row) => row.passed));
    terminal.result({ holds, results });
    return holds ? 0 : doesNotHold;
  },
};
