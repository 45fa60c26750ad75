import type { TensorEntry } from '@offprint/files';
import { type Embedding, isFloat, vocabularyName } from '../../../checkpoints/tensors.ts';

/** Why a tensor of a model cannot be merged with that of the output, and what to do. */
export interface ShapeFault {
  readonly message: string;
  readonly hint: string;
}

/** How the rows of a tensor compare with the output's, where they are allowed to differ. */
export type Rows = 'same' | 'cropped' | 'padded';

interface Named {
  readonly model: string;
  readonly entry: TensorEntry;
}

/** Compares the shape of a model's tensor with that of the output, whose names and rows are the reference's. */
export function compareShapes(reference: Named, other: Named, embedding: Embedding): Rows | ShapeFault {
  const [own, theirs] = [reference.entry, other.entry];
  if (String(own.shape) === String(theirs.shape)) return 'same';
  const rowsDiffer =
    own.shape.length === theirs.shape.length &&
    own.shape.length >= 2 &&
    String(own.shape.slice(1)) === String(theirs.shape.slice(1)) &&
    vocabularyName.test(own.name) &&
    isFloat(own.dtype) &&
    isFloat(theirs.dtype);
  const longer = theirs.shape[0] > own.shape[0];
  if (rowsDiffer && embedding === (longer ? 'crop' : 'pad')) return longer ? 'cropped' : 'padded';
  return {
    message: `tensor “${own.name}” has the shape [${theirs.shape.join(', ')}] in ${other.model} and [${own.shape.join(', ')}] in ${reference.model}.`,
    hint: rowsDiffer
      ? `Its vocabulary rows differ: set embedding to ${longer ? 'crop to leave the extra rows out' : 'pad to count the missing rows as unchanged'}.`
      : 'Choose models of the same architecture and size.',
  };
}
