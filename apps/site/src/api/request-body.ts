/** What a client may still send after it was refused, in bytes and milliseconds. */
const mostDiscardedBytes = 64 * 2 ** 20;
const mostDiscardedMs = 2_000;

/** The body of a request in pieces. Whoever stops early leaves the rest unread but can be read on. */
export async function* chunksOf(request: Request): AsyncGenerator<Uint8Array> {
  const reader = request.body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}

/**
 * Reads what a client is still sending, within limits: one that is busy sending when the connection closes does not
 * get to read the answer.
 */
export async function discardRest(request: Request): Promise<void> {
  const read = async (): Promise<void> => {
    let bytes = 0;
    for await (const chunk of chunksOf(request)) {
      bytes += chunk.byteLength;
      if (bytes > mostDiscardedBytes) return;
    }
  };
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, mostDiscardedMs);
  // A client that left needs no answer either.
  await Promise.race([read().catch(() => undefined), late]);
  clearTimeout(timer);
}
