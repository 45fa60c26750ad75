import { InputError } from '@offprint/errors';
import { type Receipt, receiptSchema } from './receipt.ts';

/** The form that this version writes and reads. */
const FORMAT = 1;

/**
 * A receipt from the text of its file.
 * @param name of the file, for messages
 * @throws InputError `receipt/unreadable` (no JSON), `receipt/foreign` (JSON, but no receipt), `receipt/newer`,
 *   `receipt/damaged` (a receipt with a field that cannot be right)
 */
export function readReceipt(text: string, name: string): Receipt {
  const json = parse(text, name);
  if (typeof json !== 'object' || json === null || !('format' in json) || !('method' in json)) throw foreign(name);
  if (typeof json.format === 'number' && json.format > FORMAT) throw newer(name, json.format);
  const parsed = receiptSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw new InputError(
    'receipt/damaged',
    `${name} is a receipt, but its ${field} cannot be right: ${issue?.message}.`,
    {
      hint: 'Take the receipt as it was written; it cannot be edited by hand.',
      where: { file: name, field },
    },
  );
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError('receipt/unreadable', `${name} is not a receipt: it is not JSON.`, {
      hint: 'Give the file that a run wrote, whose name ends in .receipt.json.',
      where: { file: name },
      cause,
    });
  }
}

function foreign(name: string): InputError {
  return new InputError('receipt/foreign', `${name} is JSON, but not a receipt of a run.`, {
    hint: 'Give the file that a run wrote, whose name ends in .receipt.json.',
    where: { file: name },
  });
}

function newer(name: string, format: number): InputError {
  return new InputError(
    'receipt/newer',
    `${name} was written by a newer Offprint (form ${format}; this one reads ${FORMAT}).`,
    {
      hint: 'Update Offprint, then replay it.',
      where: { file: name, format },
    },
  );
}
