/** What can be done with a question that was asked; every button of its card types one of these. */
export type AuditCommand =
  | { readonly kind: 'reports' }
  | { readonly kind: 'form' }
  | { readonly kind: 'records'; readonly question: string; readonly page: number }
  | { readonly kind: 'compare'; readonly question: string }
  | { readonly kind: 'again'; readonly question: string }
  | { readonly kind: 'progress'; readonly question: string }
  | { readonly kind: 'export'; readonly question: string; readonly masked: boolean }
  | {
      readonly kind: 'save';
      readonly question: string;
      readonly name?: string;
      readonly all: boolean;
    }
  | {
      readonly kind: 'schedule';
      readonly question: string;
      readonly every?: Every;
      /** `07:30`, in the question's zone. */
      readonly at?: string;
    }
  | { readonly kind: 'digests' }
  | { readonly kind: 'stop digest'; readonly digest: string }
  | { readonly kind: 'explain'; readonly name: string }
  | { readonly kind: 'forget report'; readonly name: string };

export const EVERY = ['daily', 'weekly', 'monthly'] as const;
export type Every = (typeof EVERY)[number];

const ID = '[2-9A-HJ-NP-Z]{5}';

/** Parts that are not said are undefined. */
type Maker = (parts: readonly (string | undefined)[]) => AuditCommand | undefined;

const ref = (text = ''): string => text.toUpperCase();
const word = (text = ''): string => text.toLowerCase();

const pageOf = (text = ''): number => Math.min(Math.max(Number(text === '' ? 1 : text), 1), 1000);

/** The whole text has to fit: what is more than that is a question in words. */
const FORMS: readonly (readonly [RegExp, Maker])[] = [
  [/^reports$/i, () => ({ kind: 'reports' })],
  [/^(?:ask|ask a question|question|questions)$/i, () => ({ kind: 'form' })],
  [/^(?:digests|schedules|my digests)$/i, () => ({ kind: 'digests' })],
  [
    new RegExp(`^records (q${ID})(?: page (\\d{1,4}))?$`, 'i'),
    ([question, page]) => ({ kind: 'records', question: ref(question), page: pageOf(page) }),
  ],
  [
    new RegExp(`^(compare|again|progress) (q${ID})$`, 'i'),
    ([verb, question]) => {
      const kind = (['compare', 'again', 'progress'] as const).find((one) => one === word(verb));
      return kind && { kind, question: ref(question) };
    },
  ],
  [
    new RegExp(`^export (q${ID})( masked)?$`, 'i'),
    ([question, masked]) => ({
      kind: 'export',
      question: ref(question),
      masked: masked !== undefined,
    }),
  ],
  [
    new RegExp(`^save (q${ID})(?: as (.{1,60}?))??( for everyone)?$`, 'i'),
    ([question, name, all]) => ({
      kind: 'save',
      question: ref(question),
      all: all !== undefined,
      ...(name === undefined ? {} : { name: name.trim() }),
    }),
  ],
  [
    new RegExp(`^schedule (q${ID})(?: (daily|weekly|monthly))?(?: at (\\d{1,2}:\\d\\d))?$`, 'i'),
    ([question, every, at]) => {
      const known = EVERY.find((one) => one === word(every));
      return {
        kind: 'schedule',
        question: ref(question),
        ...(known === undefined ? {} : { every: known }),
        ...(at === undefined ? {} : { at: at.padStart(5, '0') }),
      };
    },
  ],
  [
    new RegExp(`^stop digest (d${ID})$`, 'i'),
    ([digest]) => ({ kind: 'stop digest', digest: ref(digest) }),
  ],
  [/^explain(?: report:?)? (.{1,60})$/i, ([name = '']) => ({ kind: 'explain', name: name.trim() })],
  [/^forget report:? (.{1,60})$/i, ([name = '']) => ({ kind: 'forget report', name: name.trim() })],
];

/** The command that a text is, or undefined: then it may be a question in words. */
export function auditCommandIn(text: string): AuditCommand | undefined {
  const said = text
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/[.!?]$/, '');
  for (const [form, make] of FORMS) {
    const found = form.exec(said);
    const command = found && make(found.slice(1));
    if (command) return command;
  }
  return undefined;
}
