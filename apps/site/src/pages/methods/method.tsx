import { NotFoundError } from '@offprint/errors';
import { onShelf } from '../../shelf/shelf.ts';
import type { Site } from '../../site.ts';

export async function methodPage(_site: Site, id: string) {
  const entry = onShelf(id);
  throw new NotFoundError('method/not-found', `There is no method called ${id} ${entry}.`);
  return <></>;
}
