import { expect } from 'expect';

import { DEFINITIONS } from '../../src/audit/definitions.ts';
import { conditionOf } from '../../src/audit/lower.ts';
import { normal } from '../../src/audit/query.ts';
import { sentenceOf } from '../../src/audit/sentence.ts';
import type { AuditQuery } from '../../src/audit/query.ts';
import { heard } from './held-out/drawn.ts';

const asked = (text: string): AuditQuery => {
  const understood = heard(text);
  if (understood.kind !== 'query') throw new Error(`${text} is not understood`);
  return understood.query;
};

const conditions = (query: AuditQuery): unknown => conditionOf(query, DEFINITIONS);

suite('Messages by how they begin', () => {
  test('are meant by exports to Excel, in the sentence as in the filter', () => {
    const query = asked('exports to Excel yesterday');

    expect(sentenceOf(query)).toContain('"exporttoexcel*"');
    expect(conditions(query)).toEqual({
      kind: 'all',
      of: [{ kind: 'any', of: [{ kind: 'starts', column: 'message', values: ['exporttoexcel'] }] }],
    });
  });

  test('can be asked for beside whole names, and left out', () => {
    const query = asked('activity except message "Export*" and "Delete"');

    expect(conditions(query)).toEqual({
      kind: 'all',
      of: [
        {
          kind: 'not',
          of: {
            kind: 'any',
            of: [
              { kind: 'is', column: 'message', values: ['delete'] },
              { kind: 'starts', column: 'message', values: ['export'] },
            ],
          },
        },
      ],
    });
  });

  test('are not made of a star alone, nor of one inside', () => {
    const query = asked('exports to Excel yesterday');
    const values = ['*', 'a*', 'a*b', 'delete**'];
    const starred = normal({ ...query, filters: [{ field: 'message', is: true, values }] });

    expect(conditions(starred)).toEqual({
      kind: 'all',
      of: [{ kind: 'any', of: [{ kind: 'is', column: 'message', values: values.toSorted() }] }],
    });
  });

  test('mean the same however the export is said', () => {
    const [first, ...more] = [
      'Excel exports yesterday',
      'exports to Excel yesterday',
      'exported to excel yesterday',
      'Excel downloads yesterday',
    ].map(asked);

    for (const query of more) expect(query).toEqual(first);
  });
});
