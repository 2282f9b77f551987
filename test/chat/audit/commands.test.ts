import { expect } from 'expect';
import fc from 'fast-check';
import { auditCommandIn } from '../../../src/chat/audit/commands.ts';

suite('commands about questions', () => {
  const understood: readonly (readonly [string, object])[] = [
    ['reports', { kind: 'reports' }],
    ['  Reports. ', { kind: 'reports' }],
    ['ask', { kind: 'form' }],
    ['digests', { kind: 'digests' }],
    ['records q7k2f9', { kind: 'records', question: 'Q7K2F9', page: 1 }],
    ['records Q7K2F9 page 12', { kind: 'records', question: 'Q7K2F9', page: 12 }],
    ['records Q7K2F9 page 0', { kind: 'records', question: 'Q7K2F9', page: 1 }],
    ['compare Q7K2F9', { kind: 'compare', question: 'Q7K2F9' }],
    ['Again Q7K2F9!', { kind: 'again', question: 'Q7K2F9' }],
    ['progress Q7K2F9', { kind: 'progress', question: 'Q7K2F9' }],
    ['export Q7K2F9', { kind: 'export', question: 'Q7K2F9', masked: false }],
    ['export Q7K2F9 masked', { kind: 'export', question: 'Q7K2F9', masked: true }],
    ['save Q7K2F9', { kind: 'save', question: 'Q7K2F9', all: false }],
    [
      'save Q7K2F9 as My Exports',
      { kind: 'save', question: 'Q7K2F9', all: false, name: 'My Exports' },
    ],
    [
      'save Q7K2F9 as My Exports for everyone',
      { kind: 'save', question: 'Q7K2F9', all: true, name: 'My Exports' },
    ],
    ['save Q7K2F9 for everyone', { kind: 'save', question: 'Q7K2F9', all: true }],
    ['schedule Q7K2F9', { kind: 'schedule', question: 'Q7K2F9' }],
    [
      'schedule Q7K2F9 Weekly at 07:30',
      { kind: 'schedule', question: 'Q7K2F9', every: 'weekly', at: '07:30' },
    ],
    ['stop digest d7k2f9', { kind: 'stop digest', digest: 'D7K2F9' }],
    ['forget report My Exports', { kind: 'forget report', name: 'My Exports' }],
  ];
  for (const [said, command] of understood)
    test(`“${said}” is one`, () => {
      expect(auditCommandIn(said)).toEqual(command);
    });

  for (const said of [
    'records',
    'records of dan@contoso.com',
    'records Q7K2F9 page two',
    'compare exports with last week',
    'export',
    'exports last week',
    'save the planet',
    'schedule Q7K2F9 hourly',
    'stop digest Q7K2F9',
    'reports about exports',
    'Q7K2F9',
    '',
  ])
    test(`“${said}” is none: it is left to the words of a question`, () => {
      expect(auditCommandIn(said)).toBeUndefined();
    });

  test('no text makes it stumble', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (said) => {
        auditCommandIn(said);
        auditCommandIn(`save Q7K2F9 as ${said}`);
      }),
    );
  });
});
