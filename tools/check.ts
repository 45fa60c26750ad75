/** `npm run check`: types, style, direction of imports and registry, without the tests. */
import { runChecks } from './checks.ts';

const results = runChecks();
for (const { name, passed, output } of results) {
  process.stdout.write(`${passed ? 'passed' : 'failed'}  ${name}\n`);
  if (!passed) process.stdout.write(`${output.trim()}\n`);
}
process.exitCode = results.every((result) => result.passed) ? 0 : 1;
