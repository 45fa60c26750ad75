import { InternalError } from '@offprint/errors';
import type { Method } from '../method.ts';
import { methods } from '../registry.ts';

/** A method as a worker finds it: in the registry, or by the address of the module that exports it. */
export async function findInWorker(id: string, module: string | undefined): Promise<Method> {
  const registered = methods.get(id);
  if (registered !== undefined) return registered;
  if (module === undefined) {
    throw new InternalError(`The method ${id} is not in the registry and names no module, so workers cannot find it.`, {
      hint: 'Add `module: import.meta.url` to its descriptor, or run it with one thread.',
    });
  }
  const loaded = (await import(/* @vite-ignore */ module)) as { readonly default: Method };
  return loaded.default;
}
