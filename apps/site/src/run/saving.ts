import type { RunResult } from '@offprint/methods';
import { outputFiles } from './output-files.ts';
import { receiptFileName } from './receipt-text.ts';
import { reportToCsv } from './report-csv.ts';
import { blobOf, saveAll, saveFile } from './save-file.ts';
import type { DrawnFigure, Wish } from './view.ts';

export type SaveWish = Extract<Wish, { type: `save-${string}` }>;

/**
 * Saves a part of a result.
 * @returns what to tell the reader, or null where there was nothing to save or the reader changed their mind
 */
export async function save(
  wish: SaveWish,
  result: RunResult<unknown>,
  drawn: DrawnFigure | null,
): Promise<string | null> {
  const receiptName = receiptFileName(result.receipt);
  const named = (ending: string): string => receiptName.replace(/\.receipt\.json$/, ending);
  switch (wish.type) {
    case 'save-output': {
      const made = outputFiles(result)[wish.place];
      return made === undefined ? null : saveFile(await blobOf(made.file.reference), made.file.name);
    }
    case 'save-all':
      return saveAll(outputFiles(result).map(({ file }) => file));
    case 'save-receipt':
      return saveText(`${JSON.stringify(result.receipt, null, 2)}\n`, receiptName, 'application/json');
    case 'save-report':
      return saveText(reportToCsv(result.report), named('.report.csv'), 'text/csv');
    case 'save-figure': {
      if (drawn === null) return null;
      // The same module that drew it on the page, so it is here already. A file gets the width of the design.
      const { drawFigure, standaloneSvg } = await import('@offprint/methods/figure');
      return saveText(standaloneSvg(drawFigure(drawn.figure, document)), named('.figure.svg'), 'image/svg+xml');
    }
  }
}

function saveText(text: string, name: string, type: string): Promise<string | null> {
  return saveFile(new Blob([text], { type }), name);
}

/** Puts text on the clipboard, and says what became of it. */
export async function copyText(text: string): Promise<string> {
  try {
    await navigator.clipboard.writeText(text);
    return 'Copied.';
  } catch {
    // Without permission, or on a page that was not served over a secure connection.
    return 'The browser did not allow copying; select the text instead.';
  }
}
