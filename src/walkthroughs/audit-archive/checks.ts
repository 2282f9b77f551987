import type { ContentType } from '../../audit/record.ts';
import type { Check } from '../check.ts';
import { feedStepId } from '../feed-subscribed.ts';
import { given, tried, verdict, type Unread } from '../verdict.ts';
import { BRINGS, type Answers } from './answers.ts';
import { SOURCES } from './sources.ts';
import type { Site } from './world.ts';

export interface Observation {
  readonly ingesting: boolean | Unread;
  readonly subscribed: ReadonlyMap<ContentType, boolean | Unread>;
}

/** What the checks look at, read together. */
export async function observe(site: Site, { contentTypes }: Answers): Promise<Observation> {
  const [ingesting, ...subscribed] = await Promise.all([
    tried(site.ingesting()),
    ...contentTypes.map((type) => tried(site.subscribed(type))),
  ]);
  const unread: Unread = { unread: 'It was not read.' };
  return {
    ingesting: ingesting ?? unread,
    subscribed: new Map(contentTypes.map((type, index) => [type, subscribed[index] ?? unread])),
  };
}

const ingestionOn: Check<Observation> = {
  id: 'A1',
  severity: 'error',
  sentence: 'The tenant’s unified audit log is on.',
  fix: 'Type set up audit archive, or run Set-AdminAuditLogConfig -UnifiedAuditLogIngestionEnabled $true in Exchange Online PowerShell.',
  fixedBy: 'ingestion-on',
  source: SOURCES.ingestion,
  judge: ({ ingesting }) => given(ingesting, (on) => verdict(on, on ? 'It is on.' : 'It is off.')),
};

const subscribedTo = (type: ContentType, index: number): Check<Observation> => ({
  id: `A${index + 2}`,
  severity: 'error',
  sentence: `The bot is subscribed to ${type}, which brings ${BRINGS[type]}.`,
  fix: 'Type set up audit archive. What happens until then is not archived.',
  fixedBy: feedStepId(type),
  source: SOURCES.feed,
  judge: ({ subscribed }) =>
    given(subscribed.get(type) ?? { unread: 'It was not read.' }, (on) =>
      verdict(on, on ? 'The subscription is enabled.' : 'There is none that is enabled.'),
    ),
});

/** The switch of the tenant, and each subscription that was asked for. */
export const checksOf = ({ contentTypes }: Answers): readonly Check<Observation>[] => [
  ingestionOn,
  ...contentTypes.map(subscribedTo),
];
