/** The same in a worker, where files are written in place. Answers with the outcome, or with what went wrong as text. */
import { exercise } from './exercise-browser.ts';

addEventListener('message', async ({ data }: MessageEvent<number>) => {
  try {
    postMessage(await exercise(data));
  } catch (thrown) {
    postMessage(String(thrown));
  }
});
