import { InputError } from '@offprint/errors';
import { quantity } from '../quantity.ts';
import { shown, shownShape } from '../shown.ts';
import { bytesOfTensor, elementsOf, isTensorDType } from './dtypes.ts';
import { type HeaderTensor, LENGTH_BYTES, type SafetensorsHeader } from './header.ts';
import { type Json, type JsonObject, parseStrictJson } from './strict-json.ts';

/** The name in a header that is not a tensor but free text about the file. */
export const METADATA_NAME = '__metadata__';

/** Writers put a few dozen names there; the limit keeps a hostile file from turning millions into an object. */
const MAX_METADATA_NAMES = 10_000;

/** All that the format has for a tensor. */
const tensorFields = ['dtype', 'shape', 'data_offsets'];

/**
 * Turns the bytes of a header into tensors, each checked by itself but not yet against the others and the file.
 *
 * @throws InputError `checkpoint/header-invalid`, `checkpoint/duplicate-name`, `checkpoint/unknown-dtype`,
 *   `checkpoint/size-mismatch`.
 */
export function interpretHeader(header: Uint8Array, file: string): SafetensorsHeader {
  const text = decode(header, file);
  const parsed = parseStrictJson(text, { file, part: 'header', code: 'checkpoint/header-invalid', wholeNumbers: true });
  if (!isObject(parsed)) throw invalid(file, 'is not a JSON object');
  const dataStart = LENGTH_BYTES + header.byteLength;
  const tensors: HeaderTensor[] = [];
  let metadata: Record<string, string> = {};
  for (const [name, value] of parsed) {
    if (name === METADATA_NAME) metadata = interpretMetadata(value, file);
    else tensors.push(interpretTensor(name, value, file, dataStart));
  }
  return { tensors, metadata };
}

function decode(header: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(header);
  } catch (cause) {
    throw invalid(file, 'is not UTF-8 text', null, cause);
  }
}

function interpretMetadata(value: Json, file: string): Record<string, string> {
  if (!isObject(value)) throw invalid(file, `gives ${METADATA_NAME} that is not an object`);
  if (value.size > MAX_METADATA_NAMES) {
    throw invalid(file, `gives ${METADATA_NAME} more than ${quantity(MAX_METADATA_NAMES, 'name')}`);
  }
  const pairs = [...value].map(([name, text]): [string, string] => {
    if (typeof text === 'string') return [name, text];
    throw invalid(file, `gives “${shown(name)}” in ${METADATA_NAME} a value that is not text`);
  });
  return Object.fromEntries(pairs);
}

function interpretTensor(name: string, value: Json, file: string, dataStart: number): HeaderTensor {
  const tensor = shown(name);
  const refuse = (fault: string): InputError => invalid(file, `gives tensor “${tensor}” ${fault}`, tensor);
  if (!isObject(value)) throw refuse('a description that is not an object');
  const dtype = value.get('dtype');
  const shape = wholeNumbers(value.get('shape'));
  const offsets = wholeNumbers(value.get('data_offsets'));
  if (typeof dtype !== 'string') throw refuse('no dtype');
  if (shape === null) throw refuse('no shape of whole numbers');
  if (offsets?.length !== 2) throw refuse('no data_offsets of two whole numbers');
  // A field that this version does not know may change what the bytes mean, so it is not passed over.
  const unknown = [...value.keys()].find((field) => !tensorFields.includes(field));
  if (unknown !== undefined) throw refuse(`an unknown field “${shown(unknown)}”`);
  if (!isTensorDType(dtype)) throw unknownDtype(tensor, file, shown(dtype));
  const [from, to] = offsets;
  const bytes = bytesOfTensor(dtype, shape);
  if (!Number.isSafeInteger(bytes) || to - from !== bytes) {
    throw sizeMismatch(tensor, file, `${dtype} ${shownShape(shape)}`, bytes, [from, to]);
  }
  return { name, dtype, shape, elements: elementsOf(shape), bytes, at: dataStart + from };
}

function isObject(value: Json): value is JsonObject {
  return value instanceof Map;
}

/** The value as a list of integers that a double holds exactly, or null if it is not one. */
function wholeNumbers(value: Json | undefined): number[] | null {
  if (!Array.isArray(value)) return null;
  return value.every((item): item is number => Number.isSafeInteger(item)) ? value : null;
}

function invalid(file: string, fault: string, tensor: string | null = null, cause?: unknown): InputError {
  return new InputError('checkpoint/header-invalid', `The header of ${file} ${fault}.`, {
    hint: 'Fetch the file again, or write it again with the program that made it.',
    where: { file, tensor },
    cause,
  });
}

function unknownDtype(tensor: string, file: string, dtype: string): InputError {
  return new InputError(
    'checkpoint/unknown-dtype',
    `Tensor “${tensor}” in ${file} is of the unknown type “${dtype}”.`,
    {
      hint: 'Convert the tensor to one of the types of the safetensors format, for instance BF16 or F32.',
      where: { file, tensor, dtype },
    },
  );
}

function sizeMismatch(
  tensor: string,
  file: string,
  form: string,
  bytes: number,
  [from, to]: readonly [number, number],
): InputError {
  const possible = Number.isSafeInteger(bytes);
  const needs = possible || bytes < 1e15 ? `takes ${quantity(bytes, 'byte')}` : 'no file can hold';
  return new InputError(
    'checkpoint/size-mismatch',
    `Tensor “${tensor}” in ${file} is ${form}, which ${needs}, but its offsets [${from}, ${to}] span ${quantity(to - from, 'byte')}.`,
    {
      hint: 'The header contradicts itself; write the file again with the program that made it.',
      where: { file, tensor, expected: possible ? bytes : null, got: to - from },
    },
  );
}
