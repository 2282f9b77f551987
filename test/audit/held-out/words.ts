import { GUID } from './meant.ts';

/** Words without which a question means the same: each of them says nothing about the records. */
const IDLE = new Set(
  (
    'a an the all any please pls me us show give list find get i need want there anyone of in on for ' +
    'to at with is are was were did do has have had been be records record table tables user report : ' +
    'ip activity everything made and number how many count'
  ).split(' '),
);

export const wordsOf = (text: string): readonly string[] => text.split(/\s+/u).filter(Boolean);

/** Whether a word is grammar or courtesy. */
export const isIdle = (word: string): boolean =>
  IDLE.has(word.toLowerCase().replace(/[?.,:]+$/u, ''));

/** The text without each of its words that say something, one at a time. */
export function without(text: string): readonly string[] {
  const words = wordsOf(text);
  return words.flatMap((word, at) => (isIdle(word) ? [] : [words.toSpliced(at, 1).join(' ')]));
}

/** Looked at one by one: questions that say as much with a word less, as `since November`. */
export const SAYS_AS_MUCH: ReadonlySet<string> = new Set([
  'did bob@contoso.com export',
  'exports failed',
  'users with the deletes last month',
  'who contacts to Excel last week?',
  'give me all to excel for the last 90 days',
  'list of who viewed the contact table',
  'who the opportunity table',
  'who the contact table last week',
  'who changed roles last month',
  'who published',
  'who bulk deletes?',
  'contacts to Excel by bob@contoso.com',
  'I need all deletes of quotes since November',
  'tables did bob@contoso.com read last week?',
  'tables were exported last month',
  'how many tables did bob@contoso.com read',
  'who deleted contacts',
  'of contacts to Excel',
  'exports contacts',
  'exports yesterday',
  'exports since November',
  'what to contacts yesterday',
  'contacts were deleted',
  'activity bob@contoso.com today',
  'top 5 tables reads',
  'top users last month',
  'top 20 users exports this year',
  'who deleted the last month',
  'activity guests last month',
  'what did Microsoft support last month',
  'activity IP 203.0.113.7 today',
  'addresses did bob@contoso.com use last week',
  'which addresses did bob@contoso.com last week',
  'which addresses did bob@contoso.com sign in yesterday',
  'how many addresses did bob@contoso.com',
  `what to record ${GUID}`,
  'report: custom entity, last 30 days',
  'exports on 3 August',
  'exports 1 to 15 October',
  'exports 1 October to 15 October',
  'exports from October to 15 October',
  'exports from 1 to 15 October',
  'exports between October and 15 October',
  'exports between 1 and 15 October',
  'exports 2026-10-01 to 2026-10-15',
  'exports Friday',
  'exports the last 12 months',
  'exports yesterday 6pm to 8pm',
  'to Excel of contacts by bob@contoso.com from 203.0.113.7 last week',
  'top 5 users deletes of contacts in contoso.crm4.dynamics.com last month',
  'show me who contacts or leads to excel from 203.0.113.7 yesterday',
]);
