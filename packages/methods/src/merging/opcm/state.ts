import { InputError } from '@offprint/errors';
import type { Checkpoint } from '@offprint/files';
import { z } from 'zod';

/** What a merged model remembers of its arrivals, in its own metadata under `opcm`. */
export interface OpcmState {
  /** Names of the models in the order of their arrival. */
  readonly arrivals: readonly string[];
  /** ‖θᵢ − θ₀‖ of each. */
  readonly norms: readonly number[];
  /** The scale λ by which the sum was divided. */
  readonly scale: number;
  /** SHA-256 of the base's files, one after another. */
  readonly base: readonly string[];
}

const schema = z.object({
  arrivals: z.array(z.string()),
  norms: z.array(z.number().nonnegative()),
  scale: z.number().positive(),
  base: z.array(z.string()),
});

export const stateKey = 'opcm';

/**
 * The state of an earlier merged model.
 * @throws InputError `opcm/no-state`, `opcm/other-base`
 */
export function readState(earlier: Checkpoint, base: readonly string[]): OpcmState {
  const text = earlier.metadata[stateKey];
  const parsed = schema.safeParse(text === undefined ? undefined : parse(text));
  if (!parsed.success) {
    throw new InputError('opcm/no-state', `${earlier.name} does not say what was merged into it.`, {
      hint: 'Give a model that this method has written; to begin anew, give none.',
      where: { file: earlier.name },
    });
  }
  if (parsed.data.base.length > 0 && base.length > 0 && String(parsed.data.base) !== String(base)) {
    throw new InputError('opcm/other-base', `${earlier.name} was merged from another base.`, {
      hint: 'Give the base that the first arrivals were measured against; the hashes in the receipt tell which.',
      where: { file: earlier.name },
    });
  }
  return parsed.data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is not JSON is refused by the schema, with a better message.
    return undefined;
  }
}
