import { findMethod, type Method, methods, type VerificationResult } from '@offprint/methods';
import { startVerification } from '@offprint/methods/node';
import type { Command } from '../command.ts';
import type { Terminal } from '../terminal.ts';

/** Exit code when a claim does not hold: a fault of Offprint, not of its input. */
const claimFailed = 1;

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
  options: {},
  examples: ['offprint verify', 'offprint verify ties-merging --json'],
  async run(args, terminal) {
    const chosen = args.positionals.length === 0 ? [...methods.values()] : args.positionals.map(findMethod);
    const results: ({ method: string } & VerificationResult)[] = [];
    for (const method of chosen) {
      const started = startVerification(method, {
        onProgress: (share, detail) => terminal.progress(share, `${method.name}: ${detail}`),
      });
      terminal.signal.addEventListener('abort', () => started.cancel(), { once: true });
      const result = await started.result;
      terminal.endProgress();
      print(terminal, method, result);
      results.push({ method: method.id, ...result });
    }
    const holds = results.every(({ rows }) => rows.every((row) => row.passed));
    terminal.result({ holds, results });
    return holds ? 0 : claimFailed;
  },
};
