import { recordsCard } from '../../../cards/records-card.ts';
import type { RecordsView } from '../../../cards/views.ts';
import { putOnRecord } from '../../audit/desk/on-record.ts';
import type { Question } from '../../audit/desk/questions.ts';
import { maskRecord } from '../../audit/export/masked.ts';
import type { SourceName } from '../../audit/query.ts';
import type { RecordPage } from '../../audit/sources/source.ts';
import { text, type Asker, type Reply } from '../chat.ts';
import { number } from '../../../cards/text.ts';
import { say } from '../lists.ts';
import type { AuditChat } from './audit-chat.ts';

const PAGE = 8;
/** Further pages than this are for an export. */
const PAGES = 50;

export const GONE = (reference: string): Reply =>
  text(`There is no question ${reference}, or not any more. Ask it again in words.`);

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
    await putOnRecord(audit.journal, {
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

type Turned = Awaited<ReturnType<AuditChat['desk']['records']>>;

/** Pages are reached one after the other: each begins where the one before has ended. */
async function turnTo(
  { desk }: AuditChat,
  question: Pick<Question, 'query' | 'search' | 'source'>,
  page: number,
): Promise<Turned | undefined> {
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

const FROM: Readonly<Record<SourceName, string>> = {
  archive: 'the bot’s archive',
  graph: 'Microsoft’s audit log',
  'log analytics': 'Log Analytics',
};

const SEEN = 'Personal data is shown in full to you as an analyst; that it was shown is on record.';
const MASKED =
  'Others read along here, so people, addresses and names are masked; ask in our personal chat to see them.';

function titleOf(first: number, { records: { length } }: RecordPage): string {
  return length === 1 ? `Record ${first}` : `Records ${first} to ${first + length - 1}`;
}

function recordsView(page: Turned, place: Place): RecordsView {
  const { reference, personal, zone } = place;
  const first = (place.page - 1) * PAGE + 1;
  return {
    title: titleOf(first, page),
    intro: `From ${FROM[page.source]}, newest first, times in ${zone}. ${personal ? SEEN : MASKED}`,
    records: page.records.map((record) => recordView(record, place)),
    actions: [
      ...(page.next === undefined || place.page >= PAGES
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

function recordView(full: Row, { personal, zone }: Place): RecordsView['records'][number] {
  const record = personal ? full : maskRecord(full);
  const time = new Intl.DateTimeFormat('en-GB', {
    ...{ dateStyle: 'medium', timeStyle: 'medium', timeZone: zone },
  }).format(new Date(record.at));
  const deed = [record.message, record.table].filter((part) => part !== '').join(' ');
  return {
    title: `${time} · ${deed}`,
    facts: [
      { label: 'Who', text: said(record.actor) },
      { label: 'From', text: said(record.address) },
      { label: 'Where', text: said(record.environment || record.workload) },
      { label: 'Result', text: record.result },
      { label: 'Record', text: said(record.record) },
      ...(record.touched > 0
        ? [{ label: 'Records named', text: `at least ${number(record.touched)}` }]
        : []),
      { label: 'Client', text: said(record.agent) },
      { label: 'Operation', text: `${record.operation}, type ${record.type}` },
      { label: 'Id', text: record.id },
      ...(personal ? [{ label: 'As logged', text: full.raw.slice(0, 2000) }] : []),
    ],
  };
}

const said = (value: string): string => (value === '' ? 'not said' : value);
