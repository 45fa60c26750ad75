import { NotFoundError } from '@offprint/errors';
import type { Method } from './method.ts';
import * as registered from './methods.ts';
import { nearest } from './nearest.ts';

/** Every method that runs, by id, in the order of ids. */
export const methods: ReadonlyMap<string, Method> = new Map(
  Object.values<Method>(registered)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((method) => [method.id, method]),
);

/**
 * The method of that id.
 * @throws NotFoundError `method/not-found`, with the nearest id where one is near.
 */
export function findMethod(id: string): Method {
  const method = methods.get(id);
  if (method !== undefined) return method;
  const near = nearest(id, methods.keys());
  throw new NotFoundError('method/not-found', `There is no method called ${id}.`, {
    hint: near === undefined ? 'The command "offprint methods" lists those that run.' : `Did you mean ${near}?`,
    where: { method: id, nearest: near ?? null },
  });
}
