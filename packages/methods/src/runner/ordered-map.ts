type Outcome<O> = { readonly ok: true; readonly value: O } | { readonly ok: false; readonly error: unknown };

/**
 * Submits items and hands on their results strictly in order, one at a time. At most `window` items are under way,
 * those counted whose result waits for its turn, so that memory is bounded however slow `take` is.
 *
 * The first failing item by order is the one whose error is thrown, whichever failed first by the clock.
 */
export async function orderedMap<I, O>(
  items: Iterable<I>,
  window: number,
  submit: (item: I) => Promise<O>,
  take: (result: O, index: number) => void | Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const underWay: Promise<Outcome<O>>[] = [];
  let exhausted = false;
  const fill = (): void => {
    while (!exhausted && underWay.length < window) {
      const next = iterator.next();
      if (next.done === true) exhausted = true;
      else {
        underWay.push(
          submit(next.value).then(
            (value) => ({ ok: true, value }),
            (error: unknown) => ({ ok: false, error }),
          ),
        );
      }
    }
  };
  for (let index = 0; ; index++) {
    fill();
    const first = underWay[0];
    if (first === undefined) return;
    const outcome = await first;
    if (!outcome.ok) throw outcome.error;
    await take(outcome.value, index);
    underWay.shift();
  }
}
