import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { failureOf } from '../failure.ts';

/** An error as the API tells it: problem details (RFC 9457), with the code, the hint and the place as members of their own. */
export const problemSchema = z.object({
  // The code says what the status alone does not.
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe('What went wrong, and where, as a sentence.'),
  code: z.string().describe('Names the fault for programs, for example `checkpoint/truncated`; never changes.'),
  hint: z.string().optional().describe('What to do about it.'),
  where: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .optional()
    .describe('File, tensor, byte, setting.'),
});

export type Problem = z.infer<typeof problemSchema>;

export type Log = (line: string) => void;

/** Where HTTP has a status that says more than the kind of error does. */
const statuses: Readonly<Record<string, number>> = {
  'request/too-large': 413,
  'request/unknown-type': 415,
  'request/foreign-page': 403,
};

/** After so many seconds it is worth asking again. */
const retryAfter: Readonly<Record<string, string>> = { 'run/busy': '10' };

/** nginx's word for a client that left; the list of Node has none for 499. */
const titleOfCancelled = 'Client Closed Request';

/** Any thrown value as a problem; what went wrong inside Offprint is told in general words. */
export function problemOf(thrown: unknown, log?: Log): Problem {
  const failure = failureOf(thrown, log);
  const { code, message, hint, where } = failure.record;
  const status = statuses[code] ?? failure.status;
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? titleOfCancelled,
    status,
    detail: message,
    code,
    ...(hint === undefined ? {} : { hint }),
    ...(where === undefined ? {} : { where }),
  };
}

/** The answer that tells of an error. */
export function problemResponse(thrown: unknown, log?: Log): Response {
  const problem = problemOf(thrown, log);
  const seconds = retryAfter[problem.code];
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(seconds === undefined ? {} : { 'retry-after': seconds }),
    },
  });
}
