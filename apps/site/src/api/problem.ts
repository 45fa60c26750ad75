import { STATUS_CODES } from 'node:http';
import type { ErrorRecord } from '@offprint/errors';
import { failureOf } from '../failure.ts';

/** An error as the API tells it: problem details (RFC 9457), with the code, the hint and the place as members of their own. */
export interface Problem {
  /** Always `about:blank`: the code says what the status alone does not. */
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly hint?: string;
  readonly where?: ErrorRecord['where'];
}

/** Any thrown value as a problem; what went wrong inside Offprint is told in general words. */
export function problemOf(thrown: unknown, log?: (line: string) => void): Problem {
  const { status, record } = failureOf(thrown, log);
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Cancelled',
    status,
    detail: record.message,
    code: record.code,
    ...(record.hint === undefined ? {} : { hint: record.hint }),
    ...(record.where === undefined ? {} : { where: record.where }),
  };
}

/** The answer that tells of an error. */
export function problemResponse(thrown: unknown, log?: (line: string) => void): Response {
  const problem = problemOf(thrown, log);
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      ...(problem.status === 429 ? { 'retry-after': '10' } : {}),
    },
  });
}
