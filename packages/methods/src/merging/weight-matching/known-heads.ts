import { InputError } from '@offprint/errors';
import { type Checkpoint, nameOf, openSource } from '@offprint/files';
import { z } from 'zod';

/** What configurations of transformers call the number of query heads. */
const configuration = z.looseObject({
  num_attention_heads: z.int().min(1).optional(),
  n_head: z.int().min(1).optional(),
});

/**
 * The number of query heads by the `config.json` beside the weights; null where there is none, or it tells nothing.
 * @throws InputError `matching/configuration` if the file is there and no JSON
 */
export async function knownHeads({
  companions,
  name,
}: Pick<Checkpoint, 'companions' | 'name'>): Promise<number | null> {
  const reference = companions.find((one) => nameOf(one) === 'config.json');
  if (reference === undefined) return null;
  const source = await openSource(reference);
  const bytes = new Uint8Array(source.size);
  try {
    await source.readInto(bytes, 0);
  } finally {
    await source.close();
  }
  const parsed = configuration.safeParse(parse(new TextDecoder().decode(bytes), name));
  return parsed.success ? (parsed.data.num_attention_heads ?? parsed.data.n_head ?? null) : null;
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError('matching/configuration', `The config.json of ${name} is not JSON.`, {
      hint: 'Mend it, or leave it out and give the number of heads as a setting.',
      where: { file: 'config.json' },
      cause,
    });
  }
}
