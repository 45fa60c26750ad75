import { InputError, LimitError } from '@offprint/errors';
import { chunksOf } from './request-body.ts';

/** A request with settings only is small. */
const mostBytes = 2 ** 20;

function tooLarge(): LimitError {
  return new LimitError('request/too-large', 'The settings are larger than a mebibyte.', {
    hint: 'Send files as a multipart form.',
    where: { limit: mostBytes },
  });
}

/**
 * The JSON object in the body of a request, which is read no further than a mebibyte.
 * @throws InputError `request/malformed`; LimitError `request/too-large`
 */
export async function readJsonBody(request: Request): Promise<Readonly<Record<string, unknown>>> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of chunksOf(request)) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw tooLarge();
    text += decoder.decode(chunk, { stream: true });
  }
  const body = parse(text + decoder.decode());
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  throw new InputError('request/malformed', 'The request is JSON, but not an object.', {
    hint: 'Send {"example": true}, with settings beside it.',
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError('request/malformed', 'The request is not valid JSON.', {
      hint: 'Check quotes and commas.',
      cause,
    });
  }
}
