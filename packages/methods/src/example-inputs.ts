import type { Method, RawInputs } from './method.ts';

/** The seed of the example that *Try it* makes. */
const SEED_OF_EXAMPLE = 1;

/** The generated example of a method, ready to run. The same seed gives the same bytes everywhere. */
export async function exampleInputs(method: Pick<Method, 'example'>, seed = SEED_OF_EXAMPLE): Promise<RawInputs> {
  const { makeExample, settings } = await method.example();
  const made = await makeExample(seed);
  return {
    files: Object.fromEntries(Object.entries(made).map(([port, list]) => [port, list.map((file) => [file])])),
    settings: settings ?? {},
  };
}
