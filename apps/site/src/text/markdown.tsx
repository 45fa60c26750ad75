import type { Child } from 'hono/jsx';

/**
 * The part of Markdown that the READMEs of methods are written in, set as elements: headings of the third level, lists,
 * tables, fenced code and paragraphs; inside of them code, strong, emphasis and links to other sites. What looks like
 * HTML stays text.
 */
export function Markdown({ text }: { readonly text: string }) {
  return <>{blocksOf(text.split(/\r?\n/)).map(setBlock)}</>;
}

type Block =
  | { readonly kind: 'heading' | 'paragraph'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly string[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };

const itemStart = /^\s*(?:[-*]|(\d+)\.)\s+(.*)$/;
const tableLine = /^\s*\|.*\|\s*$/;
const headingLine = /^###+\s+(.+)$/;
const fence = /^\s*```/;

/** Lines as blocks. A block of lines ends at an empty line, or where another kind begins. */
export function blocksOf(lines: readonly string[]): readonly Block[] {
  const blocks: Block[] = [];
  let at = 0;
  const until = (ends: (line: string) => boolean): string[] => {
    const from = at;
    while (at < lines.length && !ends(lines[at] ?? '')) at += 1;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const heading = headingLine.exec(line)?.[1];
    if (line.trim() === '') at += 1;
    else if (heading !== undefined) {
      blocks.push({ kind: 'heading', text: heading });
      at += 1;
    } else if (fence.test(line)) {
      at += 1;
      blocks.push({ kind: 'code', text: until((next) => fence.test(next)).join('\n') });
      at += 1;
    } else if (tableLine.test(line)) blocks.push(tableOf(until((next) => !tableLine.test(next))));
    else if (itemStart.test(line)) blocks.push(listOf(until((next) => next.trim() === '' || fence.test(next))));
    else {
      const words = until(
        (next) => next.trim() === '' || [headingLine, fence, tableLine].some((kind) => kind.test(next)),
      );
      blocks.push({ kind: 'paragraph', text: words.map((word) => word.trim()).join(' ') });
    }
  }
  return blocks;
}

function listOf(lines: readonly string[]): Block {
  const items: string[] = [];
  for (const line of lines) {
    const start = itemStart.exec(line);
    if (start !== null) items.push(start[2] ?? '');
    else items[items.length - 1] = `${items.at(-1) ?? ''} ${line.trim()}`;
  }
  return { kind: 'list', ordered: itemStart.exec(lines[0] ?? '')?.[1] !== undefined, items };
}

function tableOf(lines: readonly string[]): Block {
  const rows = lines.map((line) =>
    line
      .trim()
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll('\\|', '|')),
  );
  const [head = [], ...rest] = rows;
  return { kind: 'table', head, rows: rest.filter((row) => !row.every((cell) => /^:?-+:?$/.test(cell))) };
}

function setBlock(block: Block) {
  switch (block.kind) {
    case 'heading':
      return <h3 class="strong">{setWords(block.text)}</h3>;
    case 'paragraph':
      return <p>{setWords(block.text)}</p>;
    case 'code':
      return <pre class="bibtex">{block.text}</pre>;
    case 'list': {
      const items = block.items.map((item) => <li>{setWords(item)}</li>);
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case 'table':
      return <Table head={block.head} rows={block.rows} />;
  }
}

const isNumber = (cell: string): boolean => /^[−-]?[\d.,]+( ?[%×]| [kMGT]?B| m?s)?$/.test(cell);

/** A table that scrolls by itself where it is wider than its place; the keyboard must be able to reach it then. */
function Table({ head, rows }: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }) {
  const named = head.filter((cell) => cell !== '');
  const figures = head.map((_, column) => rows.every((row) => isNumber(row[column] ?? '')));
  const classOf = (column: number) => (figures[column] === true ? { class: 'figures' } : {});
  return (
    <section class="prose-table" tabindex={0} aria-label={`Table: ${named.map(plain).join(', ')}`}>
      <table>
        {named.length > 0 && (
          <thead>
            <tr>
              {head.map((cell, column) =>
                cell === '' ? (
                  <td />
                ) : (
                  <th scope="col" {...classOf(column)}>
                    {setWords(cell)}
                  </th>
                ),
              )}
            </tr>
          </thead>
        )}
        <tbody>
          {rows.map((row) => (
            <tr>
              {row.map((cell, column) =>
                column === 0 ? <th scope="row">{setWords(cell)}</th> : <td {...classOf(column)}>{setWords(cell)}</td>,
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const plain = (text: string): string => text.replace(/[`*]|\[([^\]]*)\]\([^)]*\)/g, '$1');

const inline = /`([^`]+)`|\*\*(.+?)\*\*|\*(\S(?:[^*]*?\S)?)\*|\[([^\]]+)\]\(([^)\s]+)\)/;

/** Words of one block. A link within the project has no address on a page: its words stay. */
export function setWords(text: string): Child {
  const found = inline.exec(text);
  if (found === null) return text;
  const [whole, code, strong, emphasis, label, address = ''] = found;
  const set =
    code !== undefined ? (
      <code>{code}</code>
    ) : strong !== undefined ? (
      <b>{setWords(strong)}</b>
    ) : emphasis !== undefined ? (
      <i>{setWords(emphasis)}</i>
    ) : /^https?:\/\//.test(address) ? (
      <a href={address}>{label}</a>
    ) : (
      (label ?? '')
    );
  return (
    <>
      {text.slice(0, found.index)}
      {set}
      {setWords(text.slice(found.index + whole.length))}
    </>
  );
}
