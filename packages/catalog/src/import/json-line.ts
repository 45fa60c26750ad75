import { InputError } from '@offprint/errors';
import { type PaperInput, paperRecord } from '../record.ts';
import type { Found } from './format.ts';
import type { Line } from './lines.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** The object written in a line; null for anything else. */
export function objectIn(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
  } catch {
    return null;
  }
}

/** The first line of `head` that is not blank, as an object. */
export function firstObject(head: string): JsonObject | null {
  const first = head.split(/\r\n|\n|\r/).find((line) => line.trim() !== '');
  return first === undefined ? null : objectIn(first);
}

/** Reads one paper a line. `inputOf` says which fields mean what. */
export async function* readJsonLines(
  lines: AsyncIterable<Line>,
  inputOf: (object: JsonObject) => Readonly<Record<keyof PaperInput, unknown>> | JsonObject,
): AsyncGenerator<Found> {
  for await (const { text, number } of lines) {
    if (text.trim() === '') continue;
    const object = objectIn(text);
    yield object === null
      ? { line: number, problem: 'is not a JSON object' }
      : recordOrProblem(number, inputOf(object));
  }
}

/** A checked record, or why there is none. */
export function recordOrProblem(line: number, input: unknown): Found {
  try {
    return { line, record: paperRecord(input) };
  } catch (thrown) {
    if (thrown instanceof InputError) return { line, problem: thrown.message };
    throw thrown;
  }
}
