import { describe, expect, it } from 'vitest';
import { Markdown } from './markdown.tsx';

const html = (text: string): string => String(<Markdown text={text} />);

describe('Markdown', () => {
  it('sets paragraphs, joined over lines, with words inside', () => {
    expect(html('One *two* and\n**three `four`**.\n\nFive [six](https://a.example/b), [seven](../x.md).')).toBe(
      '<p>One <i>two</i> and <b>three <code>four</code></b>.</p><p>Five <a href="https://a.example/b">six</a>, seven.</p>',
    );
  });

  it('sets lists, whose items may go on over lines', () => {
    expect(html('1. first\n   goes on\n2. second')).toBe('<ol><li>first goes on</li><li>second</li></ol>');
    expect(html('- a\n- b')).toBe('<ul><li>a</li><li>b</li></ul>');
  });

  it('sets tables with their first column as heads of rows, and numbers as figures', () => {
    const table = html('| job | seconds |\n| --- | ---: |\n| copy | 0.46 |\n| a \\| b | 3.86 |');
    expect(table).toContain('<th scope="col">job</th><th scope="col" class="figures">seconds</th>');
    expect(table).toContain('<th scope="row">a | b</th><td class="figures">3.86</td>');
    expect(table).not.toContain('---');
  });

  it('leaves code and what looks like HTML as it is', () => {
    expect(html('```sh\nnpx offprint run x \\\n  --out *y*\n```')).toBe(
      '<pre class="bibtex">npx offprint run x \\\n  --out *y*</pre>',
    );
    expect(html('a <b onclick="x">')).toBe('<p>a &lt;b onclick=&quot;x&quot;&gt;</p>');
    expect(html('2 * 3 * 4')).toBe('<p>2 * 3 * 4</p>');
  });

  it('sets headings of the third level', () => {
    expect(html('### Why\nBecause.')).toBe('<h3 class="strong">Why</h3><p>Because.</p>');
  });
});
