import { InputError } from '@offprint/errors';
import { quantity } from './quantity.ts';

/** The error of every source when a read reaches past the end of the file. */
export function endsEarly(name: string, wanted: number, holds: number): InputError {
  return new InputError(
    'file/ends-early',
    `${name} ends after ${quantity(holds, 'byte')}, but byte ${quantity(wanted)} was asked for.`,
    {
      hint: 'The file was cut short, or it changed while it was read; copy or download it again.',
      where: { file: name, wanted, holds },
    },
  );
}
