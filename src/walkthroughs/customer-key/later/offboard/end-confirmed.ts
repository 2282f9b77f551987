import type { GuidedChange, Pasted, Step } from '../../../../core/step.ts';
import { LATER_SOURCES } from '../../sources/later.ts';
import type { Site } from '../../world.ts';
import { CONFIRMED } from './assigned.ts';
import { cut, oneLine } from './one-line.ts';

/** Words of an answer that promises, asks or refuses, and does not confirm. */
const NOT_YET =
  /\b(?:not|cannot|can[’']?t|isn[’']?t|hasn[’']?t|haven[’']?t|didn[’']?t|won[’']?t|unable|failed|pending|in progress|ongoing|started|will be|once|when|until|before)\b/i;

/** The same in other languages, for Support answers in the customer’s; no list of them is complete. */
const ABROAD: ReadonlySet<string> = new Set(
  `nicht noch kein keine wird werden sobald pas ne n'est n'a encore sera seront aún todavía será serán
   cuando não ainda serão quando non ancora sarà saranno niet nog geen wordt zodra inte ikke ännu
   endnu ennå nie jeszcze będzie není ještě не ещё еще будет`.split(/\s+/),
);
/** Said in two words, or in a language that does not set words apart. */
const WITHIN =
  /\bno (?:se|ha|han|es|está|están)(?!\p{L})|ません|まだ|予定|未|尚|没有|沒有|正在|않|아직|못/iu;

const wordsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .replaceAll('’', "'")
    .split(/[^\p{L}'-]+/u);

const isNotYet = (text: string): boolean =>
  NOT_YET.test(text) || WITHIN.test(text) || wordsOf(text).some((word) => ABROAD.has(word));

const refused = (problem: string): Pasted => ({ kind: 'refused', problem });

function readConfirmation(pasted: string): Pasted {
  const text = cut(oneLine(pasted), 300);
  if (text.length < 20 || !text.includes(' '))
    return refused('Paste the sentence in which Microsoft confirms the end, as it stands.');
  if (isNotYet(text))
    return refused(
      'This does not read like a confirmation that all is done: it says not, will be, once or the like. Nothing was recorded. Wait for the end, or paste only the sentence that confirms it.',
    );
  return {
    kind: 'accepted',
    statement: `Microsoft confirmed the end of the offboarding: “${text}”`,
    seen: { confirmation: text },
  };
}

/** Nothing is taken away before Microsoft says that nothing needs it any more. */
export const endConfirmed = (site: Site): Step => ({
  id: CONFIRMED,
  title: 'Microsoft has confirmed that everything is wrapped anew',
  stage: 'Confirmed',
  risk: 'routine',
  sources: [LATER_SOURCES.keep],
  check: () => Promise.resolve([confirmation(site)]),
  read: (pasted) => Promise.resolve(readConfirmation(pasted)),
});

const confirmation = ({ answers }: Site): GuidedChange => ({
  kind: 'guided',
  summary: `Wait for Microsoft’s confirmation that nothing is wrapped with the keys of ${answers.policy.name} any more.`,
  details: {
    operation: 'support.dep.confirmed',
    target: answers.policy.name,
    before: null,
    after: 'Microsoft’s confirmation in writing',
  },
  guide: {
    steps: [
      'Keep both vaults, both keys with all versions and all rights until then. An unassigned policy is not enough.',
      'When Microsoft confirms in the ticket that everything has been wrapped anew, paste that sentence here. Whoever decides on the clean-up reads it.',
    ],
    link: 'https://admin.microsoft.com/Adminportal/Home#/support/requests',
    proof: 'attested',
    statement: 'Microsoft has confirmed that everything is wrapped anew.',
    asks: {
      label: 'Microsoft’s confirmation, in its words',
      placeholder: 'We confirm that rewrapping is complete …',
    },
  },
});
