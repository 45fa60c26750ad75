import { exampleInputs, type Figure, type Method } from '@offprint/methods';
import { drawFigureToString, startRun } from '@offprint/methods/node';

/** The figure of a method's own example, drawn. */
export interface ExampleFigure {
  readonly figure: Figure;
  /** The picture as SVG that takes its colours from the page. */
  readonly svg: string;
}

/** By id: drawn when first asked for, and kept. An example and its figure are the same every time. */
const drawn = new Map<string, Promise<ExampleFigure | null>>();

/** Settles when the last of them is drawn: one run at a time leaves a thread to the pages. */
let last: Promise<unknown> = Promise.resolve();

/** A page does not wait for its picture longer than this; whoever comes next finds it there. */
const MILLISECONDS_TO_WAIT = 4000;

/**
 * Runs the example in a thread of its own and draws what it found.
 * @param log gets a line if that fails; the page then stands without the picture
 * @returns null where there is no picture, or not yet
 */
export async function exampleFigure(method: Method, log: (line: string) => void): Promise<ExampleFigure | null> {
  const drawing = drawn.get(method.id) ?? last.then(() => draw(method, log));
  if (!drawn.has(method.id)) last = drawing;
  drawn.set(method.id, drawing);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), MILLISECONDS_TO_WAIT);
  });
  try {
    return await Promise.race([drawing, patience]);
  } finally {
    clearTimeout(timer);
  }
}

async function draw(method: Method, log: (line: string) => void): Promise<ExampleFigure | null> {
  try {
    const { report } = await startRun(method, await exampleInputs(method), { threads: 1 }).result;
    const { figure: figureOf } = await method.figure();
    const figure = figureOf(report.data);
    return { figure, svg: drawFigureToString(figure) };
  } catch (thrown) {
    log(`The example of ${method.id} could not be drawn: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    return null;
  }
}
