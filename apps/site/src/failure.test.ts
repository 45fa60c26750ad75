import { InputError, NotFoundError } from '@offprint/errors';
import { expect, it } from 'vitest';
import { failureOf } from './failure.ts';

it('passes on what a person may see', () => {
  const { status, record } = failureOf(new NotFoundError('paper/not-found', 'No such paper.', { hint: 'Search.' }));
  expect(status).toBe(404);
  expect(record).toEqual({ kind: 'not-found', code: 'paper/not-found', message: 'No such paper.', hint: 'Search.' });
  expect(failureOf(new InputError('query/invalid', 'Wrong.')).status).toBe(422);
});

it('tells nothing of what broke inside, except to the log', () => {
  const lines: string[] = [];
  const { status, record } = failureOf(new TypeError('cannot read /srv/secret/data'), (line) => lines.push(line));
  expect(status).toBe(500);
  expect(JSON.stringify(record)).not.toContain('secret');
  expect(record.code).toBe('internal/fault');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('TypeError: cannot read /srv/secret/data');
});
