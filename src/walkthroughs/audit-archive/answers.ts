import { z } from 'zod';
import { CONTENT_TYPES, type ContentType } from '../../audit/record.ts';

export const Answers = z.object({
  /** In their usual order, once each. */
  contentTypes: z.array(z.enum(CONTENT_TYPES)).min(1).max(CONTENT_TYPES.length),
});
export type Answers = z.infer<typeof Answers>;

/** The usual order, each once. */
export const inOrder = (wanted: ReadonlySet<ContentType>): readonly ContentType[] =>
  CONTENT_TYPES.filter((type) => wanted.has(type));

/** What each content type brings. */
export const BRINGS: Readonly<Record<ContentType, string>> = {
  'Audit.General':
    'Dynamics 365, Power Platform, Teams, Power BI and everything that has no content type of its own',
  'Audit.AzureActiveDirectory': 'sign-ins and directory changes of Entra, such as role assignments',
  'Audit.Exchange': 'mailbox access and Exchange administration',
  'Audit.SharePoint': 'files and sharing in SharePoint and OneDrive',
};
