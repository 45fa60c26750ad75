import { InputError } from '@offprint/errors';
import { quantity } from '../quantity.ts';
import { shown } from '../shown.ts';
import type { ByteSource } from '../source.ts';
import type { HeaderTensor } from './header.ts';

/**
 * Checks that the tensors cover the rest of the file exactly: none over another, no byte between, before or after
 * them, and the file as long as they need.
 *
 * @param tensors In the order of their offsets.
 * @param dataStart Where the header ends.
 * @throws InputError `checkpoint/overlap`, `checkpoint/hole` or `checkpoint/truncated`.
 */
export function checkLayout(tensors: readonly HeaderTensor[], dataStart: number, source: ByteSource): void {
  let end = dataStart;
  let previous: HeaderTensor | undefined;
  for (const tensor of tensors) {
    if (tensor.at < end) throw overlap(source.name, tensor, previous, end);
    if (tensor.at > end) throw hole(source.name, end, tensor.at, `before tensor “${shown(tensor.name)}”`);
    end += tensor.bytes;
    previous = tensor;
  }
  if (source.size < end) throw truncated(tensors, end, source);
  if (source.size > end) throw hole(source.name, end, source.size, 'after the last tensor');
}

function overlap(file: string, tensor: HeaderTensor, previous: HeaderTensor | undefined, end: number): InputError {
  const other = previous === undefined ? 'the header' : `tensor “${shown(previous.name)}”`;
  return new InputError(
    'checkpoint/overlap',
    `Tensor “${shown(tensor.name)}” in ${file} begins at byte ${quantity(tensor.at)}, inside ${other}, which ends at ${quantity(end)}.`,
    {
      hint: 'No two tensors may share bytes; write the file again with the program that made it.',
      where: {
        file,
        tensor: shown(tensor.name),
        other: previous === undefined ? null : shown(previous.name),
        begins: tensor.at,
        otherEnds: end,
      },
    },
  );
}

function hole(file: string, from: number, to: number, place: string): InputError {
  return new InputError(
    'checkpoint/hole',
    `${quantity(to - from, 'byte')} ${place} in ${file} ${to - from === 1 ? 'belongs' : 'belong'} to no tensor.`,
    {
      hint: 'Such bytes are not allowed in the format; write the file again with the program that made it.',
      where: { file, from, to },
    },
  );
}

function truncated(tensors: readonly HeaderTensor[], promised: number, source: ByteSource): InputError {
  const file = source.name;
  const holds = source.size;
  const whole = tensors.findIndex((tensor) => tensor.at + tensor.bytes > holds);
  const cut = tensors[whole];
  const to = cut.at + cut.bytes;
  return new InputError(
    'checkpoint/truncated',
    `${file} is cut short: it promises ${quantity(promised, 'byte')} and holds ${quantity(holds)}. The first tensor cut off is “${shown(cut.name)}” (bytes ${quantity(cut.at)} to ${quantity(to)}).`,
    {
      hint: 'The copy or download stopped early; fetch the file again.',
      where: {
        file,
        promised,
        holds,
        tensor: shown(cut.name),
        from: cut.at,
        to,
        wholeTensors: whole,
        tensors: tensors.length,
      },
    },
  );
}
