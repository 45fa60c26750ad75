import { type Checkpoint, nameOf, openSource, type SourceReference } from '@offprint/files';

export type JsonObject = Readonly<Record<string, unknown>>;

/** A configuration beyond this is something else. */
const mostBytes = 10_000_000;

/** The text of a file that came with a model; null if there is none of that name. */
export async function readCompanion(checkpoint: Pick<Checkpoint, 'companions'>, name: string): Promise<string | null> {
  const reference = checkpoint.companions.find((one) => nameOf(one) === name);
  if (reference === undefined) return null;
  const source = await openSource(reference);
  try {
    if (source.size > mostBytes) return null;
    const bytes = new Uint8Array(source.size);
    await source.readInto(bytes, 0);
    return new TextDecoder().decode(bytes);
  } finally {
    await source.close();
  }
}

/** A JSON object, or null for anything else. */
export function parseObject(text: string | null): JsonObject | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
  } catch {
    // Configurations are read for hints only; one that is no JSON gives none.
    return null;
  }
}

/** Files that describe what came in and not what goes out. */
const left =
  /^(config\.json|README.*|.*\.ya?ml|adapter_config\.json|.*\.receipt\.json|training_args.*|.*\.(png|jpe?g|gif|pdf))$/i;

/** What is carried over to the merged model: tokenizer, generation settings, code of the model, licence. */
export function carriedOver(companions: readonly SourceReference[]): readonly SourceReference[] {
  return companions.filter((one) => !left.test(nameOf(one)));
}

/** Names of files of which a tokenizer consists. */
export const tokenizerFile =
  /^(tokenizer.*|special_tokens_map\.json|added_tokens\.json|vocab.*|merges\.txt|spiece\.model|sentencepiece.*|chat_template.*)$/i;

/** Whether a file of a model's folder has a part in a merge: what a recipe reads, and what is carried over. */
export function hasPart(name: string): boolean {
  return /^(adapter_)?config\.json$/.test(name) || !left.test(name);
}
