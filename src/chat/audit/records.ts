import { recordsCard } from '../../../cards/records-card.ts';
import type { RecordsView } from '../../../cards/views.ts';
import { maskAddress, maskUser } from '../../audit/mask.ts';
import type { Question } from '../../audit/desk/questions.ts';
import type { RecordPage } from '../../audit/sources/source.ts';
import { text, type Asker, type Reply } from '../chat.ts';
import { say } from '../lists.ts';
import type { AuditChat } from './audit-chat.ts';

const PAGE = 8;
/** Further pages than this are for an export. */
const PAGES = 50;

export const GONE = (reference: string): Reply =>
  text(`There is no question ${reference} any more. Ask it again.`);

/**
 * A page of the records behind an answer. In the person's own chat they are shown in full, and that
 * goes on record first; where others read along, people and addresses are masked.
 */
export async function recordsReply(
  audit: AuditChat,
  { person, personal }: Asker,
  reference: string,
  page: number,
): Promise<readonly Reply[]> {
  const question = await audit.desk.questions.find(reference);
  if (question === undefined) return [GONE(reference)];
  if (page > PAGES)
    return [text(`Only the first ${PAGES} pages are shown. Type export ${reference} for all.`)];
  const { query } = question;
  const found = await turnTo(audit, question, page);
  if (found === undefined || found.records.length === 0)
    return [text(page === 1 ? 'There are no records behind this.' : 'There are no more records.')];
  if (personal)
    await audit.journal.note({
      what: 'revealed',
      by: person,
      details: {
        question: audit.sentenceOf(query),
        page,
        records: found.records.map(({ id }) => id),
      },
    });
  const view = recordsView(found, { reference, page, personal, zone: query.period.zone });
  return [{ kind: 'card', card: recordsCard(view) }];
}

/** Pages are reached one after the other: each begins where the one before has ended. */
async function turnTo(
  { desk }: AuditChat,
  question: Pick<Question, 'query' | 'search'>,
  page: number,
): Promise<RecordPage | undefined> {
  let found = await desk.records(question, undefined, PAGE);
  for (let at = 1; at < page; at += 1) {
    if (found.next === undefined) return undefined;
    found = await desk.records(question, found.next, PAGE);
  }
  return found;
}

interface Place {
  readonly reference: string;
  readonly page: number;
  readonly personal: boolean;
  readonly zone: string;
}

function recordsView(page: RecordPage, place: Place): RecordsView {
  const first = (place.page - 1) * PAGE + 1;
  const { reference } = place;
  return {
    title: `Records ${first} to ${first + page.records.length - 1}`,
    intro: place.personal
      ? `Newest first, times in ${place.zone}. Personal data is shown in full to you as an analyst; that it was shown is on record.`
      : `Newest first, times in ${place.zone}. Others read along here, so people, addresses and names are masked; ask in our personal chat to see them.`,
    records: page.records.map((record) => recordView(record, place)),
    actions: [
      ...(page.next === undefined
        ? []
        : [say('Next page', `records ${reference} page ${place.page + 1}`)]),
      ...(place.page > 1
        ? [say('Page before', `records ${reference} page ${place.page - 1}`)]
        : []),
      say('Export all', `export ${reference}`),
    ],
  };
}

type Row = RecordPage['records'][number];

function recordView(record: Row, { personal, zone }: Place): RecordsView['records'][number] {
  const time = new Intl.DateTimeFormat('en-GB', {
    ...{ dateStyle: 'medium', timeStyle: 'medium', timeZone: zone },
  }).format(new Date(record.at));
  const deed = [record.message, record.table].filter((part) => part !== '').join(' ');
  return {
    title: `${time} · ${deed}`,
    facts: [
      { label: 'Who', text: personal ? record.actor : maskUser(record.actor) },
      { label: 'From', text: said(personal ? record.address : maskAddress(record.address)) },
      { label: 'Where', text: said(record.environment || record.workload) },
      { label: 'Result', text: record.result },
      { label: 'Record', text: said(personal ? record.record : mask(record.record)) },
      ...(record.touched > 0
        ? [{ label: 'Records named', text: `at least ${record.touched}` }]
        : []),
      { label: 'Client', text: said(record.agent) },
      { label: 'Operation', text: `${record.operation}, type ${record.type}` },
      { label: 'Id', text: record.id },
      ...(personal ? [{ label: 'As logged', text: record.raw.slice(0, 2000) }] : []),
    ],
  };
}

const said = (value: string): string => (value === '' ? 'not said' : value);
const mask = (value: string): string => (value === '' ? '' : `${value.slice(0, 4)}•••`);
