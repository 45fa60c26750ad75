import { describe, expect, it } from 'vitest';
import { reportToCsv, tableToCsv } from './report-csv.ts';

describe('reportToCsv', () => {
  it('writes the longest table of the data, wherever it lies', () => {
    const data = {
      models: [{ name: 'a', kept: 1 }],
      deep: {
        layers: [
          { label: '0', share: 0.5 },
          { label: '1', share: null },
        ],
      },
    };
    expect(reportToCsv({ numbers: [], data })).toBe('label,share\r\n0,0.5\r\n1,\r\n');
  });

  it('writes the numbers where the data hold no table', () => {
    const numbers = [
      { label: 'Loss', value: 51_194.6998, unit: '' },
      { label: 'Kept', value: 20, unit: '%' },
    ];
    expect(reportToCsv({ numbers, data: { list: [1, 2], ragged: [{ a: 1 }, { b: 2 }] } })).toBe(
      'label,value,unit\r\nLoss,51194.6998,\r\nKept,20,%\r\n',
    );
  });
});

describe('tableToCsv', () => {
  it('quotes commas, quotes and line breaks', () => {
    expect(tableToCsv([{ a: 'x,y', b: 'say "so"', c: 'two\nlines' }])).toBe(
      'a,b,c\r\n"x,y","say ""so""","two\nlines"\r\n',
    );
  });

  it('lets no text of a file become a formula, and leaves numbers alone', () => {
    expect(tableToCsv([{ a: '=HYPERLINK("x")', b: '@cmd', c: '-1', d: -2, e: '-x' }])).toBe(
      'a,b,c,d,e\r\n"\'=HYPERLINK(""x"")",\'@cmd,-1,-2,\'-x\r\n',
    );
  });
});
