import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { NotFoundError } from '@offprint/errors';
import { nameOf, openSource, type SourceReference } from '@offprint/files';
import { environment } from '../command.ts';

/** `organisation/model`, as the hub names models. */
const hubName = /^[\w-][\w.-]*\/[\w.-]+$/;

/** Where Hugging Face libraries keep what they fetched. */
function hubCache(): string {
  const hub = environment('HF_HUB_CACHE');
  if (hub !== undefined) return hub;
  return path.join(environment('HF_HOME') ?? path.join(homedir(), '.cache', 'huggingface'), 'hub');
}

/**
 * The files of a model that a recipe names: a path from the folder of the recipe, an http address, or a name of the hub
 * whose files are in the cache of its libraries. Nothing is downloaded.
 * @param folder of the recipe
 * @throws NotFoundError `file/not-found`, and what the files throw
 */
export async function findModel(name: string, folder: string): Promise<readonly SourceReference[]> {
  if (/^https?:\/\//i.test(name)) return atAddress(name);
  const [{ modelReferences }, { hasPart }] = await Promise.all([
    import('@offprint/files/node'),
    import('@offprint/methods/recipe'),
  ]);
  const filesIn = async (place: string): Promise<readonly SourceReference[]> =>
    (await modelReferences(place)).filter((one) => hasPart(nameOf(one)));
  const place = path.resolve(folder, name.replace(/^~(?=[\\/])/, homedir()));
  if (existsSync(place)) return filesIn(place);
  if (!hubName.test(name)) throw notFound(name, 'beside the recipe');
  const cached = path.join(hubCache(), `models--${name.replace('/', '--')}`);
  if (existsSync(cached)) return filesIn(cached);
  throw notFound(name, 'beside the recipe, nor in the cache of Hugging Face libraries');
}

function notFound(name: string, where: string): NotFoundError {
  return new NotFoundError('file/not-found', `There is no model ${name} ${where}.`, {
    hint: 'Paths are taken from the folder of the recipe. Nothing is downloaded: fetch a model of the hub first.',
    where: { file: name },
  });
}

/** Files that go with a model, where they are asked for one by one. */
const companions = [
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  'tokenizer.model',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.json',
  'merges.txt',
  'chat_template.jinja',
  'adapter_config.json',
] as const;

/** An address of a file, of an index of shards, or of a folder. */
async function atAddress(address: string): Promise<readonly SourceReference[]> {
  const { pathname } = new URL(address);
  if (pathname.endsWith('.safetensors')) return [{ kind: 'url', url: address }];
  if (pathname.endsWith('.index.json')) return withShards(address);
  const inside = (name: string): string => `${address.replace(/\/+$/, '')}/${name}`;
  const indexed = await answers(inside('model.safetensors.index.json'));
  const single = indexed
    ? undefined
    : await firstThatAnswers(['model.safetensors', 'adapter_model.safetensors'], inside);
  if (!indexed && single === undefined) {
    throw new NotFoundError('file/not-found', `There is no model.safetensors at ${address}.`, {
      hint: 'Give the address of the folder of a model, of its safetensors file or of its index.',
      where: { address },
    });
  }
  const weights = indexed
    ? await withShards(inside('model.safetensors.index.json'))
    : [{ kind: 'url' as const, url: inside(single ?? '') }];
  const present = await Promise.all(
    companions.map(async (name) => ((await answers(inside(name))) ? [inside(name)] : [])),
  );
  return [...weights, ...present.flat().map((url) => ({ kind: 'url' as const, url }))];
}

async function firstThatAnswers(
  names: readonly string[],
  inside: (name: string) => string,
): Promise<string | undefined> {
  for (const name of names) if (await answers(inside(name))) return name;
  return undefined;
}

async function answers(url: string): Promise<boolean> {
  try {
    const source = await openSource({ kind: 'url', url });
    await source.close();
    return true;
  } catch (thrown) {
    if (thrown instanceof NotFoundError) return false;
    throw thrown;
  }
}

async function withShards(index: string): Promise<readonly SourceReference[]> {
  const source = await openSource({ kind: 'url', url: index });
  const bytes = new Uint8Array(source.size);
  await source.readInto(bytes, 0);
  await source.close();
  const parsed: unknown = JSON.parse(new TextDecoder().decode(bytes));
  const map = typeof parsed === 'object' && parsed !== null && 'weight_map' in parsed ? parsed.weight_map : undefined;
  const names = new Set(Object.values(typeof map === 'object' && map !== null ? map : {}).map(String));
  const shards = [...names].toSorted().map((name) => ({ kind: 'url' as const, url: new URL(name, index).href }));
  return [{ kind: 'url', url: index }, ...shards];
}
