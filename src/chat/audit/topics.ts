import { reportCard } from '../../../cards/report-card.ts';
import type { ReportView } from '../../../cards/views.ts';
import type { Coverage } from '../../audit/figures.ts';
import type { Asker, Reply } from '../chat.ts';
import { count } from '../../../cards/text.ts';
import { share } from '../../views/answer-view.ts';
import { stampIn } from '../../views/words.ts';
import { say } from '../lists.ts';
import type { AuditChat, Topic } from './audit-chat.ts';
import { reportsReply } from './lists.ts';

type Section = ReportView['sections'][number];

const READ = 'read 2 November 2026';

/** What is asked about the log itself, answered from Microsoft's documentation, with its source. */
export async function topicReply(
  audit: AuditChat,
  asker: Asker,
  topic: Topic,
): Promise<readonly Reply[]> {
  switch (topic) {
    case 'reports':
      return reportsReply(audit, asker);
    case 'log health':
      return [card({ ...HEALTH, sections: healthSections(await audit.health(), audit.zone) })];
    case 'retention':
      return [card(RETENTION)];
    case 'turn off audit log search':
      return [card(TURNING_OFF)];
    case 'siem':
      return [card(SIEM)];
  }
}

const card = (view: ReportView): Reply => ({ kind: 'card', card: reportCard(view) });

const HEALTH: Omit<ReportView, 'sections'> = {
  title: 'Is the log itself healthy?',
  intro: 'What the bot’s archive knows of the last seven days.',
  actions: [say('Status', 'status')],
};

function healthSections(coverage: Coverage, zone: string): readonly Section[] {
  const time = (iso: string) => stampIn(iso, zone);
  const parts = coverage.parts.map((part) => [
    part.contentType,
    `${share(part.complete)} complete`,
    `${share(part.settling)} settling, ${share(part.missing)} missing`,
  ]);
  const gaps = coverage.gaps
    .slice(0, 20)
    .map(
      ({ from, to, contentType, why }) => `${contentType}, ${time(from)} to ${time(to)}: ${why}`,
    );
  return [
    { heading: 'By content type', table: { columns: ['Feed', 'Known', 'Not yet'], rows: parts } },
    { heading: 'Gaps', lines: gaps.length === 0 ? ['None.'] : gaps },
    {
      heading: 'Records',
      lines: [
        coverage.newestEvent === undefined
          ? 'There is no record yet.'
          : `The newest record is of ${time(coverage.newestEvent)}.`,
        `${count(coverage.duplicatesDropped, 'repeated record')} left out.`,
      ],
    },
  ];
}

const RETENTION: ReportView = {
  title: 'How long audit records are kept',
  intro: 'By Microsoft, and by this bot’s archive. The plan of the person who acted decides.',
  sections: [
    {
      heading: 'At Microsoft',
      table: {
        columns: ['Plan', 'Kept'],
        rows: [
          ['Audit (Standard)', '180 days (90 for records made before 17 October 2023)'],
          [
            'Audit (Premium)',
            'one year for Entra, Exchange, SharePoint and OneDrive; Dynamics 365 records 180 days, unless a policy of your own says otherwise',
          ],
          ['10-year add-on', 'up to ten years, for the people who have it'],
        ],
      },
    },
    {
      heading: 'To keep Dynamics 365 records for a year',
      lines: [
        'In Security & Compliance PowerShell: New-UnifiedAuditLogRetentionPolicy -Name "Dynamics one year" -RecordTypes CRM -RetentionDuration TwelveMonths -Priority 100',
        'This needs Audit (Premium) for the people who act. Older pages still say 90 days.',
      ],
    },
    {
      heading: 'Here',
      lines: [
        'The archive keeps what it has read for as long as ARCHIVE_RETENTION says, for good if it is not set.',
        `Source: Microsoft Purview, manage audit log retention policies, learn.microsoft.com/purview/audit-log-retention-policies, ${READ}. Documented.`,
      ],
    },
  ],
  actions: [],
};

const TURNING_OFF: ReportView = {
  title: 'Turning the audit log search off',
  intro: 'It can only be done in Exchange Online PowerShell, and the bot never does it for you.',
  sections: [
    {
      heading: 'What stops',
      lines: [
        'No records are collected any more; searches find nothing.',
        'The Management Activity API and Microsoft Sentinel get nothing either: turning it off because a SIEM is used cuts the SIEM off.',
        'Dataverse’s own audit log goes on.',
        'That it was turned off is itself recorded.',
      ],
    },
    {
      heading: 'How',
      lines: [
        'Set-AdminAuditLogConfig -UnifiedAuditLogIngestionEnabled $false',
        'Whoever holds the Exchange role Audit Logs can do it; it takes up to 60 minutes.',
        `Source: Turn auditing on or off, learn.microsoft.com/purview/audit-log-enable-disable, ${READ}. Documented.`,
      ],
    },
  ],
  actions: [],
};

const SIEM: ReportView = {
  title: 'Using the records in a SIEM',
  intro: 'Two ways, both fed by the unified audit log, which has to stay on.',
  sections: [
    {
      heading: 'Ways',
      lines: [
        'Microsoft Sentinel: the solution Microsoft Business Applications, connectors Microsoft Dataverse (table DataverseActivity) and Power Platform admin activity (PowerPlatformAdminActivity).',
        'Any other SIEM: the Office 365 Management Activity API, content type Audit.General.',
        'This bot’s archive is a folder of Parquet files that other engines can read (docs/operations.md).',
      ],
    },
    {
      heading: 'Ask here',
      lines: [
        'With LOG_ANALYTICS_WORKSPACE set, add “from sentinel” to a question.',
        `Sources: Microsoft Sentinel solution for Business Applications and Office 365 Management Activity API reference, learn.microsoft.com, ${READ}. Documented.`,
      ],
    },
  ],
  actions: [],
};
